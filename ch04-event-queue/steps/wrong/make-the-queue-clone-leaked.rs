//! The call that was to keep the clone from other programs makes one more duplicate, and nobody
//! owns it: each clone leaks a descriptor, and keeps the queue alive.
//!
//! caught by: a_dropped_queue_gives_its_descriptors_back
//! says: each dropped before the next
//! hint: How many descriptors does `try_clone` open, and who closes each? See F_DUPFD_CLOEXEC in fcntl(2).
// in epoll.rs
impl Epoll {
    pub(crate) fn try_clone(&self) -> io::Result<Epoll> {
        let fd = self.fd.try_clone()?;
        // SAFETY: the call takes no pointer.
        check(unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_DUPFD_CLOEXEC, 0) })?;
        Ok(Epoll { fd })
    }
}
