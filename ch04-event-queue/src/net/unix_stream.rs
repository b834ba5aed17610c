//! A connection within this machine.

use std::io;
use std::net::Shutdown;
use std::os::unix::net::{self, SocketAddr};
use std::path::Path;

use super::address::RawAddress;
use super::socket;
use crate::backend::delegate::{impl_read, impl_source, impl_std_twin, impl_write};
use crate::backend::io_source::IoSource;

/// A Unix stream socket.
///
/// Reads and writes go through a shared reference too, and fail with `WouldBlock` rather than
/// wait. Dropping it closes the connection.
pub struct UnixStream {
    inner: IoSource<net::UnixStream>,
}

impl_source!(UnixStream, net::UnixStream);
impl_std_twin!(UnixStream, net::UnixStream);
impl_read!(UnixStream, net::UnixStream);
impl_read!(&UnixStream, net::UnixStream);
impl_write!(UnixStream, net::UnixStream);
impl_write!(&UnixStream, net::UnixStream);

impl UnixStream {
    /// Connects to the listener at `path`.
    ///
    /// # Errors
    /// The kernel's, of connect(2): `WouldBlock` when too many wait at the listener already.
    pub fn connect<P: AsRef<Path>>(path: P) -> io::Result<UnixStream> {
        UnixStream::connect_addr(&SocketAddr::from_pathname(path)?)
    }

    /// Connects to an address, which may be an abstract name.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub fn connect_addr(address: &SocketAddr) -> io::Result<UnixStream> {
        socket::connect(&RawAddress::from(address)).map(UnixStream::from)
    }

    /// Two sockets, connected to each other.
    ///
    /// # Errors
    /// The kernel's, when no descriptor is left.
    pub fn pair() -> io::Result<(UnixStream, UnixStream)> {
        let (one, other) = net::UnixStream::pair()?;
        one.set_nonblocking(true)?;
        other.set_nonblocking(true)?;
        Ok((UnixStream::from_std(one), UnixStream::from_std(other)))
    }

    /// This end's address.
    ///
    /// # Errors
    /// The kernel's, of getsockname(2).
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    /// The other end's address.
    ///
    /// # Errors
    /// The kernel's, of getpeername(2).
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.peer_addr()
    }

    /// The error that is pending on the socket, which it then forgets.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.inner.take_error()
    }

    /// Ends one half of the conversation, or both.
    ///
    /// # Errors
    /// The kernel's, of shutdown(2).
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.inner.shutdown(how)
    }

    /// Calls `f`, which is to do I/O on this socket's descriptor and to return `WouldBlock` when
    /// that does. Other systems need to see that answer in order to report the socket again.
    ///
    /// # Errors
    /// Those of `f`.
    pub fn try_io<F, T>(&self, f: F) -> io::Result<T>
    where
        F: FnOnce() -> io::Result<T>,
    {
        f()
    }
}
