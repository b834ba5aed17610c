//! Deregistering forgets the source in our books and leaves it in the kernel's: events go on
//! coming, for a token that may be somebody else's by then.
//!
//! caught by: a_deregistered_source_is_not_watched
//! says: the source was deregistered: the kernel watches 1 sources
//! hint: Who must be told that a source is not watched any more?
// in io_source.rs
impl<T: AsRawFd> Source for IoSource<T> {
    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        self.association.end(registry.queue())
    }
}
