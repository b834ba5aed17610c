//! What can be waited for.

use std::io;

use crate::{Interest, Registry, Token};

/// Something that a [`Registry`] can watch.
///
/// Call the registry's methods, which call these. A type of your own passes them on to the source
/// inside it; on Unix [`SourceFd`](crate::unix::SourceFd) makes a source of any descriptor.
pub trait Source {
    /// Starts to report this source under `token`.
    ///
    /// # Errors
    /// As [`Registry::register`].
    fn register(
        &mut self,
        registry: &Registry,
        token: Token,
        interests: Interest,
    ) -> io::Result<()>;

    /// Replaces token and interests.
    ///
    /// # Errors
    /// As [`Registry::reregister`].
    fn reregister(
        &mut self,
        registry: &Registry,
        token: Token,
        interests: Interest,
    ) -> io::Result<()>;

    /// Stops the reports.
    ///
    /// # Errors
    /// As [`Registry::deregister`].
    fn deregister(&mut self, registry: &Registry) -> io::Result<()>;
}

impl<S: Source + ?Sized> Source for Box<S> {
    #[inline]
    fn register(
        &mut self,
        registry: &Registry,
        token: Token,
        interests: Interest,
    ) -> io::Result<()> {
        (**self).register(registry, token, interests)
    }

    #[inline]
    fn reregister(
        &mut self,
        registry: &Registry,
        token: Token,
        interests: Interest,
    ) -> io::Result<()> {
        (**self).reregister(registry, token, interests)
    }

    #[inline]
    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        (**self).deregister(registry)
    }
}
