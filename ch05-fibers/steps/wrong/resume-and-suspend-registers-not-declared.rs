//! `clobber_abi` declares what a function may destroy. `r12` to `r15` are not among them, and a
//! fiber destroys those too.
//!
//! caught by: a_resumer_keeps_its_registers
//! says: `resume` has changed registers that a function must give back
//! hint: `resume` is no call of a function that gives its registers back. Which ones does
//! `clobber_abi` leave out?
// in switch/x86_64_sysv.rs
pub(crate) unsafe fn resume(fiber: StackPointer, word: Word) -> (Word, Option<StackPointer>) {
    let (answer, stopped);
    // SAFETY: what the fiber destroys is declared or pushed, and it comes back by the return address that
    // the call has pushed, with the stack pointer that it was called with.
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "call qword ptr [rdx]",
            "pop rbp",
            "pop rbx",
            inlateout("rdx") fiber.as_ptr() => _,
            inlateout("rdi") word => answer,
            lateout("rsi") stopped,
            clobber_abi("sysv64"),
        );
    }
    let stopped: *mut usize = stopped;
    (answer, NonNull::new(stopped))
}
