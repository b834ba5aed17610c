//! A UDP socket.

use std::cell::Cell;
use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Duration;

use ch04_event_queue::net;

use super::{checked, each_address};
use crate::scheduler::{Direction, Registered};

/// A socket that sends and receives datagrams, as [`std::net::UdpSocket`].
pub struct UdpSocket {
    socket: Registered<net::UdpSocket>,
    read_timeout: Cell<Option<Duration>>,
}

impl UdpSocket {
    /// Takes the first of the addresses that is free; port 0 is any that is.
    ///
    /// # Errors
    /// Those of the last address that was tried: the kernel's, of socket(2) and bind(2).
    pub fn bind(addresses: impl ToSocketAddrs) -> io::Result<UdpSocket> {
        let socket = Registered::new(each_address(addresses, net::UdpSocket::bind)?)?;
        Ok(UdpSocket {
            socket,
            read_timeout: Cell::new(None),
        })
    }

    /// From now on, [`send`](Self::send) goes there, and nothing is received from elsewhere.
    ///
    /// # Errors
    /// Those of the last address that was tried: the kernel's, of connect(2).
    pub fn connect(&self, addresses: impl ToSocketAddrs) -> io::Result<()> {
        each_address(addresses, |address| self.socket.source().connect(address))
    }

    /// Sends one datagram to the first of the addresses.
    ///
    /// # Errors
    /// The kernel's, of sendto(2).
    pub fn send_to(&self, bytes: &[u8], addresses: impl ToSocketAddrs) -> io::Result<usize> {
        each_address(addresses, |address| {
            self.write(|socket| socket.send_to(bytes, address))
        })
    }

    /// Waits for a datagram, and gives its length and sender; what does not fit into the buffer is lost.
    ///
    /// # Errors
    /// The kernel's, of recvfrom(2); [`TimedOut`](io::ErrorKind::TimedOut).
    pub fn recv_from(&self, buffer: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.read(|socket| socket.recv_from(buffer))
    }

    /// Sends one datagram to whom the socket is [connected](Self::connect).
    ///
    /// # Errors
    /// The kernel's, of send(2).
    pub fn send(&self, bytes: &[u8]) -> io::Result<usize> {
        self.write(|socket| socket.send(bytes))
    }

    /// Waits for a datagram from whom the socket is [connected](Self::connect) to.
    ///
    /// # Errors
    /// The kernel's, of recv(2); [`TimedOut`](io::ErrorKind::TimedOut).
    pub fn recv(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read(|socket| socket.recv(buffer))
    }

    fn read<T>(&self, call: impl FnMut(&net::UdpSocket) -> io::Result<T>) -> io::Result<T> {
        self.socket
            .retry((Direction::Read, "receive"), self.read_timeout.get(), call)
    }

    fn write<T>(&self, call: impl FnMut(&net::UdpSocket) -> io::Result<T>) -> io::Result<T> {
        self.socket.retry((Direction::Write, "send"), None, call)
    }

    /// From now on, to wait so long for a datagram fails with [`TimedOut`](io::ErrorKind::TimedOut); `None` is
    /// for ever.
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) for no time at all.
    pub fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.read_timeout.set(checked(timeout)?);
        Ok(())
    }

    /// The socket's address.
    ///
    /// # Errors
    /// The kernel's, of getsockname(2).
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.source().local_addr()
    }
}

impl fmt::Debug for UdpSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.socket.source().fmt(f)
    }
}
