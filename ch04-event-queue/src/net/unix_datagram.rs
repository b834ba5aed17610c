//! Messages within this machine.

use std::io;
use std::net::Shutdown;
use std::os::unix::net::{self, SocketAddr};
use std::path::Path;

use crate::backend::delegate::{impl_source, impl_std_twin};
use crate::backend::io_source::IoSource;

/// A Unix datagram socket: what is sent by one call is received by one, whole and in order.
pub struct UnixDatagram {
    inner: IoSource<net::UnixDatagram>,
}

impl_source!(UnixDatagram, net::UnixDatagram);
impl_std_twin!(UnixDatagram, net::UnixDatagram);

/// Sets a new socket of std's not to block.
fn nonblocking(socket: net::UnixDatagram) -> io::Result<UnixDatagram> {
    socket.set_nonblocking(true)?;
    Ok(UnixDatagram::from_std(socket))
}

impl UnixDatagram {
    /// A socket at `path`, which must not exist, and which stays when this is dropped.
    ///
    /// # Errors
    /// `InvalidInput` for a path of 108 bytes or more, and the kernel's, of bind(2).
    pub fn bind<P: AsRef<Path>>(path: P) -> io::Result<UnixDatagram> {
        UnixDatagram::bind_addr(&SocketAddr::from_pathname(path)?)
    }

    /// A socket at an address, which may be an abstract name.
    ///
    /// # Errors
    /// The kernel's, of bind(2).
    pub fn bind_addr(address: &SocketAddr) -> io::Result<UnixDatagram> {
        nonblocking(net::UnixDatagram::bind_addr(address)?)
    }

    /// A socket without an address: it can send, and nobody can answer.
    ///
    /// # Errors
    /// The kernel's, when no descriptor is left.
    pub fn unbound() -> io::Result<UnixDatagram> {
        nonblocking(net::UnixDatagram::unbound()?)
    }

    /// Two sockets, connected to each other.
    ///
    /// # Errors
    /// The kernel's, when no descriptor is left.
    pub fn pair() -> io::Result<(UnixDatagram, UnixDatagram)> {
        let (one, other) = net::UnixDatagram::pair()?;
        Ok((nonblocking(one)?, nonblocking(other)?))
    }

    /// Makes `path` the address that [`send`](Self::send) sends to.
    ///
    /// # Errors
    /// The kernel's, of connect(2).
    pub fn connect<P: AsRef<Path>>(&self, path: P) -> io::Result<()> {
        self.inner.connect(path)
    }

    /// This end's address.
    ///
    /// # Errors
    /// The kernel's, of getsockname(2).
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    /// The address that this is connected to.
    ///
    /// # Errors
    /// The kernel's, of getpeername(2).
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.peer_addr()
    }

    /// Receives a message: its length, and its sender. What `buf` has no room for is lost.
    ///
    /// # Errors
    /// `WouldBlock` when none has come.
    pub fn recv_from(&self, buf: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.inner.recv_from(buf)
    }

    /// Receives a message: its length. What `buf` has no room for is lost.
    ///
    /// # Errors
    /// `WouldBlock` when none has come.
    pub fn recv(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.inner.recv(buf)
    }

    /// Sends a message to the socket at `path`.
    ///
    /// # Errors
    /// `WouldBlock` when the receiver has no room for it.
    pub fn send_to<P: AsRef<Path>>(&self, buf: &[u8], path: P) -> io::Result<usize> {
        self.inner.send_to(buf, path)
    }

    /// Sends a message to the address that this is connected to.
    ///
    /// # Errors
    /// `WouldBlock` when the receiver has no room for it.
    pub fn send(&self, buf: &[u8]) -> io::Result<usize> {
        self.inner.send(buf)
    }

    /// The error that is pending on the socket, which it then forgets.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.inner.take_error()
    }

    /// Ends receiving, sending, or both.
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
