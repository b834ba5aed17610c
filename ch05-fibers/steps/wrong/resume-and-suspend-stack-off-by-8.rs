//! The frame of a fresh stack is put 8 bytes lower than it should be, so the stack is off by 8 in
//! the whole fiber.
//!
//! caught by: a_fibers_stack_is_aligned
//! says: ended by SIG
//! hint: At a call, the stack pointer is a multiple of 16. Which words lie on a fresh stack when
//! `main` is jumped to?
// in switch/x86_64_sysv.rs
pub(crate) unsafe fn prepare(
    frame: NonNull<usize>,
    link: NonNull<Link>,
    main: Main,
    _stack: &impl Stack,
) -> StackPointer {
    // SAFETY: the caller has made room for it.
    let lower = unsafe { frame.sub(1) };
    // SAFETY: likewise.
    unsafe { lower.cast().write(Frame { enter, main, link }) };
    lower
}
