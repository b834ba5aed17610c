//! The frame of a new stack has control words of 0, which is not "nothing special" but "every error
//! is a signal": the first division with a rest ends the process.
//!
//! caught by: numbers_can_be_divided_on_a_new_stack
//! says: SIGFPE
//! hint: What are the control words when a program begins? (mxcsr: 0x1f80; x87: 0x037f.)
// in swap/x86_64_sysv.rs
impl Frame {
    pub(super) fn beginning(main: usize, argument: usize) -> Frame {
        Frame {
            control: [0, 0],
            r15: 0,
            r14: 0,
            r13: argument,
            r12: main,
            rbx: 0,
            rbp: 0,
            return_address: begin as *const () as usize,
            unused: [0; 2],
        }
    }
}
