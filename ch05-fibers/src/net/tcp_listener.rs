//! A TCP listener.

use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

use ch04_event_queue::net;

use super::{TcpStream, each_address};
use crate::scheduler::{Direction, Registered};

/// A socket that accepts connections, as [`std::net::TcpListener`].
pub struct TcpListener {
    listener: Registered<net::TcpListener>,
}

impl TcpListener {
    /// Listens at the first of the addresses that is free; port 0 is any that is.
    ///
    /// # Errors
    /// Those of the last address that was tried: the kernel's, of socket(2), bind(2) and listen(2).
    pub fn bind(addresses: impl ToSocketAddrs) -> io::Result<TcpListener> {
        let listener = each_address(addresses, net::TcpListener::bind)?;
        Ok(TcpListener {
            listener: Registered::new(listener)?,
        })
    }

    /// Waits for a connection.
    ///
    /// # Errors
    /// The kernel's, of accept(2): one is that no descriptor is left, and the listener is still good then.
    pub fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, peer) =
            self.listener
                .retry((Direction::Read, "accept"), None, net::TcpListener::accept)?;
        Ok((TcpStream::new(Registered::new(stream)?), peer))
    }

    /// One connection after the other; it never ends.
    pub fn incoming(&self) -> Incoming<'_> {
        Incoming { listener: self }
    }

    /// Where it listens.
    ///
    /// # Errors
    /// The kernel's, of getsockname(2).
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.source().local_addr()
    }
}

impl fmt::Debug for TcpListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.listener.source().fmt(f)
    }
}

/// What [`TcpListener::incoming`] gives.
#[derive(Debug)]
pub struct Incoming<'a> {
    listener: &'a TcpListener,
}

impl Iterator for Incoming<'_> {
    type Item = io::Result<TcpStream>;

    fn next(&mut self) -> Option<io::Result<TcpStream>> {
        Some(self.listener.accept().map(|(stream, _)| stream))
    }
}
