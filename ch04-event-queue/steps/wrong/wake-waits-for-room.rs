//! The waker is registered for writing, and there is always room: it is reported without a wake.
//!
//! caught by: without_a_wake_there_is_no_event
//! says: nobody has woken anybody, and the waker is reported
//! hint: To whom is the waker to be ready, and for what?
// in waker.rs
impl Waker {
    pub fn new(registry: &Registry, token: Token) -> io::Result<Waker> {
        registry.queue().claim_waker();
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) })?;
        // SAFETY: the kernel has just opened `fd`, and this is its only owner.
        let counter = File::from(unsafe { OwnedFd::from_raw_fd(fd) });
        registry
            .epoll()
            .add(counter.as_raw_fd(), token, Interest::WRITABLE)?;
        Ok(Waker { counter })
    }
}
