//! Nobody is told that a queue has two wakers: with two of them, events come under a token that
//! one half of the program does not know.
//!
//! caught by: a_second_waker_is_a_mistake_that_debug_builds_find
//! says: a second waker was accepted
//! hint: What does the queue know about its waker? See `Queue` in `checks.rs`.
// in waker.rs
impl Waker {
    pub fn new(registry: &Registry, token: Token) -> io::Result<Waker> {
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) })?;
        // SAFETY: the kernel has just opened `fd`, and this is its only owner.
        let counter = File::from(unsafe { OwnedFd::from_raw_fd(fd) });
        registry
            .epoll()
            .add(counter.as_raw_fd(), token, Interest::READABLE)?;
        Ok(Waker { counter })
    }
}
