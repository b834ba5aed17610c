//! A descriptor of someone else's.

use std::io;
use std::os::fd::RawFd;

use crate::event::Source;
use crate::{Interest, Registry, Token};

/// Makes a source of any descriptor that epoll can watch: a timer, a terminal, a library's socket.
///
/// It only borrows the number. Set the descriptor not to block, and deregister it before you close
/// it if it has duplicates, for the kernel watches it until the last of them is closed.
#[derive(Debug)]
pub struct SourceFd<'a>(
    /// The descriptor.
    pub &'a RawFd,
);

impl Source for SourceFd<'_> {
    #[inline]
    fn register(
        &mut self,
        registry: &Registry,
        token: Token,
        interests: Interest,
    ) -> io::Result<()> {
        registry.epoll().add(*self.0, token, interests)
    }

    #[inline]
    fn reregister(
        &mut self,
        registry: &Registry,
        token: Token,
        interests: Interest,
    ) -> io::Result<()> {
        registry.epoll().modify(*self.0, token, interests)
    }

    #[inline]
    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        registry.epoll().delete(*self.0)
    }
}
