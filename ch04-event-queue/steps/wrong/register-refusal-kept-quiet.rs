//! What the kernel says to taking a source out is thrown away: that it was not there any more, or
//! another source by now, nobody learns.
//!
//! caught by: the_kernel_has_the_last_word_on_what_is_registered
//! says: taking out what the kernel has no longer was accepted
//! hint: What is the caller to learn when epoll_ctl(2) says ENOENT?
// in io_source.rs
impl<T: AsRawFd> Source for IoSource<T> {
    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        self.association.end(registry.queue())?;
        let _ = registry.epoll().delete(self.inner.as_raw_fd());
        Ok(())
    }
}
