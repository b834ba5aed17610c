//! `rbx` is not kept. The compiler uses it like the others, so whoever has a value there finds
//! another one.
//!
//! caught by: registers_that_a_function_must_give_back_are_as_they_were
//! says: registers that a function must give back have changed
//! hint: Which of the registers of the left column are missing on the stack? The test names what it
//! found in each.
// in swap/x86_64_sysv.rs
pub(super) unsafe extern "C" fn swap(from: NonNull<*mut usize>, to: *mut usize) {
    naked_asm!(
        // The call has pushed the return address.
        "push rbp",
        "sub rsp, 8",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "sub rsp, 8",
        "stmxcsr [rsp]",
        "fnstcw [rsp + 4]",
        "mov [rdi], rsp",
        // From here on it is the other stack.
        "mov rsp, rsi",
        "ldmxcsr [rsp]",
        "fldcw [rsp + 4]",
        "add rsp, 8",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "add rsp, 8",
        "pop rbp",
        "ret",
    )
}
