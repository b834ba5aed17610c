//! The registers are taken from the stack in the order in which they were put there, so each gets
//! the value of another.
//!
//! caught by: swap_takes_each_register_from_its_place_and_puts_the_control_words_lowest
//! says: in the registers after a `swap`, and on the stack where it has gone to
//! hint: A stack gives back first what was put on it last.
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
        "stmxcsr [rsp]",
        "fnstcw [rsp + 4]",
        "mov [rdi], rsp",
        // From here on it is the other stack.
        "mov rsp, rsi",
        "ldmxcsr [rsp]",
        "fldcw [rsp + 4]",
        "add rsp, 8",
        "pop rbp",
        "pop rbx",
        "pop r12",
        "pop r13",
        "pop r14",
        "pop r15",
        "ret",
    )
}
