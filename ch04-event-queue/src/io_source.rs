//! What every socket and pipe here is: a std type with a place in a queue.
//!
//! A std socket that does not block can do all that its type here does, except be registered. So
//! each type is an [`IoSource`] around its std twin.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::os::fd::AsRawFd;

use super::checks::Association;
use crate::event::Source;
use crate::{Interest, Registry, Token};

/// A descriptor's owner, and what debug builds remember of its registration.
pub(crate) struct IoSource<T> {
    inner: T,
    association: Association,
}

impl<T> IoSource<T> {
    #[inline]
    pub(crate) fn new(inner: T) -> IoSource<T> {
        IoSource {
            inner,
            association: Association::new(),
        }
    }

    #[inline]
    pub(crate) fn into_inner(self) -> T {
        self.inner
    }
}

impl<T> Deref for IoSource<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: AsRawFd> Source for IoSource<T> {
    #[inline]
    fn register(
        &mut self,
        registry: &Registry,
        token: Token,
        interests: Interest,
    ) -> io::Result<()> {
        self.association.begin(registry.queue())?;
        let fd = self.inner.as_raw_fd();
        registry.epoll().add(fd, token, interests)
    }

    #[inline]
    fn reregister(
        &mut self,
        registry: &Registry,
        token: Token,
        interests: Interest,
    ) -> io::Result<()> {
        self.association.check(registry.queue())?;
        let fd = self.inner.as_raw_fd();
        registry.epoll().modify(fd, token, interests)
    }

    #[inline]
    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        self.association.end(registry.queue())?;
        registry.epoll().delete(self.inner.as_raw_fd())
    }
}

impl<T: fmt::Debug> fmt::Debug for IoSource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
