//! The queue has no CLOEXEC: every program that this one starts gets it, and keeps what is
//! registered in it alive.
//!
//! caught by: a_queue_is_not_inherited_by_other_programs
//! says: would stay open in every program that this one starts
//! hint: Which flag does epoll_create1(2) know, and what happens to a descriptor at `exec`?
// in epoll.rs
impl Epoll {
    pub(crate) fn new() -> io::Result<Epoll> {
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::epoll_create1(0) })?;
        // SAFETY: the kernel has just opened `fd`, and this is its only owner.
        let fd = unsafe { OwnedFd::from_raw_fd(fd) };
        Ok(Epoll { fd })
    }
}
