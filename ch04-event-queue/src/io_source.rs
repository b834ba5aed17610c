//! What every socket and pipe here is: a std type with a place in a queue.
//!
//! A std socket that does not block can do all that its type here does, except be registered. So
//! each type is an [`IoSource`] around its std twin, and what they have in common is said once, by
//! the macros below.

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
            association: Association::default(),
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

/// Makes `$Type { inner: IoSource<$Std> }` a [`Source`], and gives it std's ways to and from a
/// descriptor. A descriptor that comes in must not block; nobody checks.
macro_rules! impl_source {
    ($Type:ident, $Std:ty) => {
        impl crate::event::Source for $Type {
            #[inline]
            fn register(
                &mut self,
                registry: &crate::Registry,
                token: crate::Token,
                interests: crate::Interest,
            ) -> std::io::Result<()> {
                self.inner.register(registry, token, interests)
            }

            #[inline]
            fn reregister(
                &mut self,
                registry: &crate::Registry,
                token: crate::Token,
                interests: crate::Interest,
            ) -> std::io::Result<()> {
                self.inner.reregister(registry, token, interests)
            }

            #[inline]
            fn deregister(&mut self, registry: &crate::Registry) -> std::io::Result<()> {
                self.inner.deregister(registry)
            }
        }

        impl From<std::os::fd::OwnedFd> for $Type {
            fn from(fd: std::os::fd::OwnedFd) -> $Type {
                let inner = crate::backend::io_source::IoSource::new(<$Std>::from(fd));
                $Type { inner }
            }
        }

        impl From<$Type> for std::os::fd::OwnedFd {
            fn from(source: $Type) -> std::os::fd::OwnedFd {
                source.inner.into_inner().into()
            }
        }

        impl std::os::fd::AsFd for $Type {
            #[inline]
            fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
                self.inner.as_fd()
            }
        }

        impl std::os::fd::AsRawFd for $Type {
            #[inline]
            fn as_raw_fd(&self) -> std::os::fd::RawFd {
                self.inner.as_raw_fd()
            }
        }

        impl std::os::fd::FromRawFd for $Type {
            unsafe fn from_raw_fd(fd: std::os::fd::RawFd) -> $Type {
                // SAFETY: the caller hands over an open descriptor that nobody else owns.
                $Type::from(unsafe { std::os::fd::OwnedFd::from_raw_fd(fd) })
            }
        }

        impl std::os::fd::IntoRawFd for $Type {
            fn into_raw_fd(self) -> std::os::fd::RawFd {
                self.inner.into_inner().into_raw_fd()
            }
        }
    };
}

/// Makes `$Type` print as its std twin, and turn into it and back.
macro_rules! impl_std_twin {
    ($Type:ident, $Std:ty) => {
        impl $Type {
            /// Takes over a socket of std's, which must be set not to block.
            pub fn from_std(socket: $Std) -> $Type {
                let inner = crate::backend::io_source::IoSource::new(socket);
                $Type { inner }
            }
        }

        impl From<$Type> for $Std {
            fn from(source: $Type) -> $Std {
                source.inner.into_inner()
            }
        }

        impl std::fmt::Debug for $Type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.inner.fmt(f)
            }
        }
    };
}

/// Makes a type, or a reference to one, readable as `$Std` is.
macro_rules! impl_read {
    ($Type:ty, $Std:ty) => {
        impl std::io::Read for $Type {
            #[inline]
            fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
                <&$Std>::read(&mut &*self.inner, buf)
            }

            #[inline]
            fn read_vectored(
                &mut self,
                bufs: &mut [std::io::IoSliceMut<'_>],
            ) -> std::io::Result<usize> {
                <&$Std>::read_vectored(&mut &*self.inner, bufs)
            }
        }
    };
}

/// Makes a type, or a reference to one, writable as `$Std` is.
macro_rules! impl_write {
    ($Type:ty, $Std:ty) => {
        impl std::io::Write for $Type {
            #[inline]
            fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
                <&$Std>::write(&mut &*self.inner, buf)
            }

            #[inline]
            fn write_vectored(&mut self, bufs: &[std::io::IoSlice<'_>]) -> std::io::Result<usize> {
                <&$Std>::write_vectored(&mut &*self.inner, bufs)
            }

            #[inline]
            fn flush(&mut self) -> std::io::Result<()> {
                <&$Std>::flush(&mut &*self.inner)
            }
        }
    };
}

pub(crate) use {impl_read, impl_source, impl_std_twin, impl_write};
