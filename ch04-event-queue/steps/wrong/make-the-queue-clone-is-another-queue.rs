//! The clone is a new queue: what another thread registers through it, nobody waits for.
//!
//! caught by: a_clone_is_the_same_queue
//! says: the clone is another queue
//! hint: A clone is a second descriptor for one queue: see dup(2), and `OwnedFd::try_clone`.
// in epoll.rs
impl Epoll {
    pub(crate) fn try_clone(&self) -> io::Result<Epoll> {
        Epoll::new()
    }
}
