//! The waker blocks: with a full counter it is the thread that wakes which goes to sleep.
//!
//! caught by: a_waker_neither_blocks_nor_is_inherited
//! says: whoever wakes could be put to sleep by it
//! hint: What does a write to a full counter do? See EFD_NONBLOCK in eventfd(2).
// in waker.rs
impl Waker {
    pub fn new(registry: &Registry, token: Token) -> io::Result<Waker> {
        registry.queue().claim_waker();
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::eventfd(0, libc::EFD_CLOEXEC) })?;
        // SAFETY: the kernel has just opened `fd`, and this is its only owner.
        let counter = File::from(unsafe { OwnedFd::from_raw_fd(fd) });
        registry
            .epoll()
            .add(counter.as_raw_fd(), token, Interest::READABLE)?;
        Ok(Waker { counter })
    }
}
