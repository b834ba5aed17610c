//! The counter is made and in no queue: wakes are counted, and nobody waits for it.
//!
//! caught by: a_wake_before_the_wait_is_not_lost
//! says: a wake before the wait was lost
//! hint: A waker is a source. What makes a queue watch a source?
// in waker.rs
impl Waker {
    pub fn new(registry: &Registry, _token: Token) -> io::Result<Waker> {
        registry.queue().claim_waker();
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) })?;
        // SAFETY: the kernel has just opened `fd`, and this is its only owner.
        Ok(Waker { counter: File::from(unsafe { OwnedFd::from_raw_fd(fd) }) })
    }
}
