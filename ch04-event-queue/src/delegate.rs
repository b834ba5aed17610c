//! What every socket and pipe has in common, said once.
//!
//! Each is `struct $Type { inner: IoSource<$Std> }`, and passes its calls on to `inner`. These
//! macros write the passing on: which traits a type has is seen where they are called.

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
