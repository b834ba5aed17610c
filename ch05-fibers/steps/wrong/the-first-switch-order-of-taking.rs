//! The registers are taken from the stack in the order in which they were put there, so each gets
//! the value of another.
//!
//! caught by: registers_that_a_function_must_give_back_are_as_they_were
//! says: registers that a function must give back have changed
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
        "pop r12",
        "pop r13",
        "pop r14",
        "pop r15",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}
// in swap/x86_64_sysv.rs
impl Frame {
    pub(super) fn beginning(main: usize, argument: usize) -> Frame {
        /// All exceptions masked, round to nearest: what a program begins with.
        const MXCSR: u32 = 0x1f80;
        const X87: u32 = 0x037f;
        Frame {
            control: [MXCSR, X87],
            r15: main,
            r14: argument,
            r13: 0,
            r12: 0,
            rbx: 0,
            rbp: 0,
            return_address: begin as *const () as usize,
            unused: [0; 2],
        }
    }
}
