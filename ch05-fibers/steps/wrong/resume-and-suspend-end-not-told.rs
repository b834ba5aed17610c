//! When a fiber finishes, `rsi` is left as it is: the resumer takes whatever is in it for the place
//! where the fiber has stopped.
//!
//! caught by: a_fiber_goes_on_where_it_has_suspended
//! says: it has come to its end
//! hint: How does the resumer tell a fiber that has finished from one that has suspended?
// in switch/x86_64_sysv.rs
pub(crate) unsafe fn finish(resumer: StackPointer, word: Word) -> ! {
    // SAFETY: the resumer goes on behind its call, as rule 1 says.
    unsafe {
        asm!(
            "mov rsp, {resumer}",
            "mov esi, 1",
            "ret",
            resumer = in(reg) resumer.as_ptr(),
            in("rdi") word,
            options(noreturn),
        )
    }
}
