//! The control words are put below the stack pointer, where a function that calls nobody may put
//! its variables (the red zone), and then the pushes overwrite them.
//!
//! caught by: swap_takes_each_register_from_its_place_and_puts_the_control_words_lowest
//! says: mxcsr and the x87 control word are lowest of what `swap` leaves
//! hint: Where does the stack pointer point when `stmxcsr` writes, and where do the pushes write
//! after that?
// in swap/x86_64_sysv.rs
pub(super) unsafe extern "C" fn swap(from: NonNull<*mut usize>, to: *mut usize) {
    naked_asm!(
        "stmxcsr [rsp - 56]",
        "fnstcw [rsp - 52]",
        "push rbp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "push rax",
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
        "pop rbx",
        "pop rbp",
        "ret",
    )
}
