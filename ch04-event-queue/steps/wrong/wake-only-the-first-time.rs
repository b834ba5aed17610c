//! A wake writes only if no other is on its way, which saves a system call; but nobody ever says
//! that it has arrived, so the first wake is the last.
//!
//! caught by: every_wake_after_a_wait_is_a_new_event
//! says: wake number 2 was lost
//! hint: After the first wake was reported, what makes the second one an arrival?
// in waker.rs
pub struct Waker {
    counter: File,
    is_woken: std::sync::atomic::AtomicBool,
}
impl Waker {
    pub fn new(registry: &Registry, token: Token) -> io::Result<Waker> {
        registry.queue().claim_waker();
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) })?;
        // SAFETY: the kernel has just opened `fd`, and this is its only owner.
        let counter = File::from(unsafe { OwnedFd::from_raw_fd(fd) });
        registry
            .epoll()
            .add(counter.as_raw_fd(), token, Interest::READABLE)?;
        Ok(Waker { counter, is_woken: false.into() })
    }

    pub fn wake(&self) -> io::Result<()> {
        if self.is_woken.swap(true, std::sync::atomic::Ordering::AcqRel) {
            return Ok(());
        }
        (&self.counter).write(&1_u64.to_ne_bytes()).map(drop)
    }
}
