//! The clone owns the same number: whoever is dropped second closes a descriptor that may by then
//! be somebody else's.
//!
//! caught by: a_clone_is_another_descriptor
//! says: both would close it
//! hint: Who closes the descriptor when the clone is dropped, and who when the queue is?
// in epoll.rs
impl Epoll {
    pub(crate) fn try_clone(&self) -> io::Result<Epoll> {
        // SAFETY: the descriptor is open.
        let fd = unsafe { OwnedFd::from_raw_fd(self.fd.as_raw_fd()) };
        Ok(Epoll { fd })
    }
}
