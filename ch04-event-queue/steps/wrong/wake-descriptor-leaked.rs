//! The counter has an owner that never drops it: each waker leaks a descriptor, and stays
//! registered for ever.
//!
//! caught by: a_dropped_waker_is_not_watched
//! says: the waker was dropped, and the queue still watches it
//! hint: Who closes the counter when the waker is dropped?
// in waker.rs
impl Waker {
    pub fn new(registry: &Registry, token: Token) -> io::Result<Waker> {
        registry.queue().claim_waker();
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) })?;
        registry.epoll().add(fd, token, Interest::READABLE)?;
        // SAFETY: the descriptor is open.
        let counter = unsafe { std::os::fd::BorrowedFd::borrow_raw(fd) };
        Ok(Waker { counter: File::from(counter.try_clone_to_owned()?) })
    }
}
