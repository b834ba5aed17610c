//! The queue owns a duplicate of the descriptor, and nobody owns the first: each queue leaks one,
//! until the process has none left.
//!
//! caught by: a_dropped_queue_gives_its_descriptors_back
//! says: each dropped before the next
//! hint: How many descriptors does `new` open, and who closes each of them?
// in epoll.rs
impl Epoll {
    pub(crate) fn new() -> io::Result<Epoll> {
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
        // SAFETY: the kernel has just opened `fd`.
        let fd = unsafe { BorrowedFd::borrow_raw(fd) };
        Ok(Epoll { fd: fd.try_clone_to_owned()? })
    }
}
