//! The clone comes from dup(2), which leaves CLOEXEC behind: every program that this one starts
//! gets the queue after all.
//!
//! caught by: a_clone_is_not_inherited_by_other_programs
//! says: the clone would stay open
//! hint: Does a duplicate have the flags of its original? See dup(2), and F_DUPFD_CLOEXEC in fcntl(2).
// in epoll.rs
impl Epoll {
    pub(crate) fn try_clone(&self) -> io::Result<Epoll> {
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::dup(self.fd.as_raw_fd()) })?;
        // SAFETY: the kernel has just opened `fd`, and this is its only owner.
        let fd = unsafe { OwnedFd::from_raw_fd(fd) };
        Ok(Epoll { fd })
    }
}
