//! A TCP connection.

use std::io;
use std::net::{self, Shutdown, SocketAddr};

use super::address::RawAddress;
use super::socket;
use crate::backend::delegate::{impl_read, impl_source, impl_std_twin, impl_write};
use crate::backend::io_source::IoSource;

/// A TCP connection, made or in the making.
///
/// Reads and writes go through a shared reference too, and fail with `WouldBlock` rather than
/// wait. Dropping it closes the connection.
pub struct TcpStream {
    inner: IoSource<net::TcpStream>,
}

impl_source!(TcpStream, net::TcpStream);
impl_std_twin!(TcpStream, net::TcpStream);
impl_read!(TcpStream, net::TcpStream);
impl_read!(&TcpStream, net::TcpStream);
impl_write!(TcpStream, net::TcpStream);
impl_write!(&TcpStream, net::TcpStream);

impl TcpStream {
    /// Starts to connect to `addr`, and returns before it is done.
    ///
    /// Register it for writing. At its event, [`take_error`](Self::take_error) says whether it
    /// failed; if not, and [`peer_addr`](Self::peer_addr) fails with `NotConnected`, it is not
    /// done yet.
    ///
    /// # Errors
    /// The kernel's, of socket(2) and connect(2), as far as they are known at once.
    pub fn connect(addr: SocketAddr) -> io::Result<TcpStream> {
        socket::connect(&RawAddress::from(addr)).map(TcpStream::from)
    }

    /// The other end's address.
    ///
    /// # Errors
    /// `NotConnected` while there is no connection.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.peer_addr()
    }

    /// This end's address.
    ///
    /// # Errors
    /// The kernel's, of getsockname(2).
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    /// Ends one half of the conversation, or both. The peer reads to the end of the half that is
    /// written here.
    ///
    /// # Errors
    /// `NotConnected` while there is no connection.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.inner.shutdown(how)
    }

    /// Sets whether small writes are sent at once (`TCP_NODELAY`), or gathered for a while.
    ///
    /// # Errors
    /// The kernel's, of setsockopt(2).
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.inner.set_nodelay(nodelay)
    }

    /// Whether small writes are sent at once.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn nodelay(&self) -> io::Result<bool> {
        self.inner.nodelay()
    }

    /// Sets how many routers a packet may pass, 1 to 255.
    ///
    /// # Errors
    /// The kernel's, of setsockopt(2).
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.inner.set_ttl(ttl)
    }

    /// How many routers a packet may pass.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn ttl(&self) -> io::Result<u32> {
        self.inner.ttl()
    }

    /// The error that is pending on the socket, which it then forgets.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.inner.take_error()
    }

    /// Reads without taking: the same bytes come again.
    ///
    /// # Errors
    /// As reading: `WouldBlock` when nothing has come.
    pub fn peek(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.inner.peek(buf)
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
