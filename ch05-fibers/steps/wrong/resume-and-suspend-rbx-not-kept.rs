//! `rbx` cannot be declared, and is not pushed either: a fiber that uses it changes what its
//! resumer has there.
//!
//! caught by: a_resumer_keeps_its_registers
//! says: ended by SIG
//! hint: Which registers does LLVM keep for itself, so that you have to keep them?
// in switch/x86_64_sysv.rs
pub(crate) unsafe fn resume(fiber: StackPointer, word: Word) -> (Word, Option<StackPointer>) {
    let (answer, stopped);
    // SAFETY: what the fiber destroys is declared or pushed, and it comes back by the return address that
    // the call has pushed, with the stack pointer that it was called with.
    unsafe {
        asm!(
            "push rax",
            "push rbp",
            "call qword ptr [rdx]",
            "pop rbp",
            "pop rax",
            inlateout("rdx") fiber.as_ptr() => _,
            inlateout("rdi") word => answer,
            lateout("rsi") stopped,
            lateout("r12") _, lateout("r13") _, lateout("r14") _, lateout("r15") _,
            clobber_abi("sysv64"),
        );
    }
    let stopped: *mut usize = stopped;
    (answer, NonNull::new(stopped))
}
