//! The control words are not kept: a fiber that changes how numbers are rounded changes it for
//! whoever comes next.
//!
//! caught by: each_side_keeps_its_way_of_rounding
//! says: numbers are rounded otherwise
//! hint: What else must a function give back, besides registers for integers?
// in swap/x86_64_sysv.rs
pub(super) unsafe extern "C" fn swap(from: NonNull<*mut usize>, to: *mut usize) {
    naked_asm!(
        // The call has pushed the return address.
        "push rbp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "sub rsp, 8",
        "mov [rdi], rsp",
        // From here on it is the other stack.
        "mov rsp, rsi",
        "add rsp, 8",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}
// in swap/aarch64.rs
pub(super) unsafe extern "C" fn swap(from: NonNull<*mut usize>, to: *mut usize) {
    naked_asm!(
        "sub sp, sp, #176",
        "stp x19, x20, [sp]",
        "stp x21, x22, [sp, #16]",
        "stp x23, x24, [sp, #32]",
        "stp x25, x26, [sp, #48]",
        "stp x27, x28, [sp, #64]",
        "stp x29, x30, [sp, #80]",
        "stp d8, d9, [sp, #96]",
        "stp d10, d11, [sp, #112]",
        "stp d12, d13, [sp, #128]",
        "stp d14, d15, [sp, #144]",
        "mov x9, sp",
        "str x9, [x0]",
        // From here on it is the other stack.
        "mov sp, x1",
        "ldp x19, x20, [sp]",
        "ldp x21, x22, [sp, #16]",
        "ldp x23, x24, [sp, #32]",
        "ldp x25, x26, [sp, #48]",
        "ldp x27, x28, [sp, #64]",
        "ldp x29, x30, [sp, #80]",
        "ldp d8, d9, [sp, #96]",
        "ldp d10, d11, [sp, #112]",
        "ldp d12, d13, [sp, #128]",
        "ldp d14, d15, [sp, #144]",
        "add sp, sp, #176",
        "ret",
    )
}
