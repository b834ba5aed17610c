//! The waker has no CLOEXEC: every program that this one starts gets it.
//!
//! caught by: a_waker_neither_blocks_nor_is_inherited
//! says: would stay open in every program that this one starts
//! hint: As in the first step: which flag keeps a descriptor to this program? See eventfd(2).
// in waker.rs
impl Waker {
    pub fn new(registry: &Registry, token: Token) -> io::Result<Waker> {
        registry.queue().claim_waker();
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::eventfd(0, libc::EFD_NONBLOCK) })?;
        // SAFETY: the kernel has just opened `fd`, and this is its only owner.
        let counter = File::from(unsafe { OwnedFd::from_raw_fd(fd) });
        registry
            .epoll()
            .add(counter.as_raw_fd(), token, Interest::READABLE)?;
        Ok(Waker { counter })
    }
}
