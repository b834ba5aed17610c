//! The other way round: a fiber goes on with whatever its resumer has in `r12` to `r15`, and its
//! compiler does not know.
//!
//! caught by: a_fiber_keeps_its_registers
//! says: `suspend` has changed registers that a function must give back
//! hint: Between `ret` and `2:` a whole program has run. What has it left in the registers?
// in switch/x86_64_sysv.rs
pub(crate) unsafe fn suspend(resumer: StackPointer, word: Word) -> (Word, StackPointer) {
    let (answer, resumer_then): (Word, *mut usize);
    // SAFETY: what happens until the fiber is resumed is declared or pushed, and its stack stays (rule 2).
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "lea rax, [rip + 2f]",
            "push rax",
            "mov rsi, rsp",
            "mov rsp, rdx",
            "ret",
            "2:",
            "xchg rsp, rdx",
            "pop rax",
            "pop rbp",
            "pop rbx",
            inlateout("rdx") resumer.as_ptr() => resumer_then,
            inlateout("rdi") word => answer,
            clobber_abi("sysv64"),
        );
    }
    // SAFETY: a resumer's stack pointer is no null pointer.
    (answer, unsafe { NonNull::new_unchecked(resumer_then) })
}
