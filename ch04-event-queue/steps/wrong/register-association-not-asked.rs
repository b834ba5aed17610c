//! Only the kernel is asked, and it knows one queue at a time: a source that is registered with
//! two of them is reported by both, and nobody says that it is a mistake.
//!
//! caught by: a_source_is_registered_with_one_queue
//! says: a second queue was accepted
//! hint: What can the kernel not see of a registration, and who remembers it? See `Association` in `checks.rs`.
// in io_source.rs
impl<T: AsRawFd> Source for IoSource<T> {
    fn register(
        &mut self,
        registry: &Registry,
        token: Token,
        interests: Interest,
    ) -> io::Result<()> {
        let fd = self.inner.as_raw_fd();
        registry.epoll().add(fd, token, interests)
    }

    fn reregister(
        &mut self,
        registry: &Registry,
        token: Token,
        interests: Interest,
    ) -> io::Result<()> {
        let fd = self.inner.as_raw_fd();
        registry.epoll().modify(fd, token, interests)
    }

    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        registry.epoll().delete(self.inner.as_raw_fd())
    }
}
