//! A door for TCP connections.

use std::io;
use std::net::{self, SocketAddr};

use super::{TcpStream, socket};
use crate::backend::delegate::{impl_source, impl_std_twin};
use crate::backend::io_source::IoSource;

/// A TCP socket that waits for connections.
///
/// Readable when one has come: accept until `WouldBlock`, since several are one event.
pub struct TcpListener {
    inner: IoSource<net::TcpListener>,
}

impl_source!(TcpListener, net::TcpListener);
impl_std_twin!(TcpListener, net::TcpListener);

impl TcpListener {
    /// Listens at `addr`; port 0 lets the kernel choose. Sets `SO_REUSEADDR`, so that a restarted
    /// server can have its port again at once, and lets 128 connections wait.
    ///
    /// # Errors
    /// The kernel's, of bind(2) and listen(2).
    pub fn bind(addr: SocketAddr) -> io::Result<TcpListener> {
        let listener = net::TcpListener::bind(addr)?;
        listener.set_nonblocking(true)?;
        Ok(TcpListener::from_std(listener))
    }

    /// The first connection that waits, and where it comes from.
    ///
    /// # Errors
    /// `WouldBlock` when none does, and the kernel's, of accept(2): some of them are the failure
    /// of that one connection, after which the next is there to accept.
    pub fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, address) = socket::accept(&*self.inner)?;
        Ok((stream.into(), address.to_ip()?))
    }

    /// The address that it listens at.
    ///
    /// # Errors
    /// The kernel's, of getsockname(2).
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
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
}
