//! UDP messages.

use std::io;
use std::net::{self, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::socket;
use crate::backend::delegate::{impl_source, impl_std_twin};
use crate::backend::io_source::IoSource;

/// A UDP socket: what is sent by one call is received by one, whole, or not at all.
///
/// Most of it is std's, under std's names.
pub struct UdpSocket {
    inner: IoSource<net::UdpSocket>,
}

impl_source!(UdpSocket, net::UdpSocket);
impl_std_twin!(UdpSocket, net::UdpSocket);

impl UdpSocket {
    /// A socket at `addr`; port 0 lets the kernel choose.
    ///
    /// # Errors
    /// The kernel's, of bind(2).
    pub fn bind(addr: SocketAddr) -> io::Result<UdpSocket> {
        let socket = net::UdpSocket::bind(addr)?;
        socket.set_nonblocking(true)?;
        Ok(UdpSocket::from_std(socket))
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
    /// `NotConnected` when it is not.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.peer_addr()
    }

    /// Makes `addr` the one peer: [`send`](Self::send) sends to it, and only its messages are received.
    ///
    /// # Errors
    /// The kernel's, of connect(2).
    pub fn connect(&self, addr: SocketAddr) -> io::Result<()> {
        self.inner.connect(addr)
    }

    /// Sends a message to `target`.
    ///
    /// # Errors
    /// `WouldBlock` when there is no room for it, and the kernel's, of sendto(2).
    pub fn send_to(&self, buf: &[u8], target: SocketAddr) -> io::Result<usize> {
        self.inner.send_to(buf, target)
    }

    /// Receives a message: its length, and its sender. What `buf` has no room for is lost.
    ///
    /// # Errors
    /// `WouldBlock` when none has come.
    pub fn recv_from(&self, buf: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.inner.recv_from(buf)
    }

    /// Receives a message without taking it: it comes again.
    ///
    /// # Errors
    /// `WouldBlock` when none has come.
    pub fn peek_from(&self, buf: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        self.inner.peek_from(buf)
    }

    /// Sends a message to the peer.
    ///
    /// # Errors
    /// `WouldBlock` when there is no room for it, and the kernel's, of send(2).
    pub fn send(&self, buf: &[u8]) -> io::Result<usize> {
        self.inner.send(buf)
    }

    /// Receives a message from the peer: its length. What `buf` has no room for is lost.
    ///
    /// # Errors
    /// `WouldBlock` when none has come.
    pub fn recv(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.inner.recv(buf)
    }

    /// Receives a message from the peer without taking it: it comes again.
    ///
    /// # Errors
    /// `WouldBlock` when none has come.
    pub fn peek(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.inner.peek(buf)
    }

    /// Sets whether it may send to a broadcast address.
    ///
    /// # Errors
    /// The kernel's, of setsockopt(2).
    pub fn set_broadcast(&self, on: bool) -> io::Result<()> {
        self.inner.set_broadcast(on)
    }

    /// Whether it may send to a broadcast address.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn broadcast(&self) -> io::Result<bool> {
        self.inner.broadcast()
    }

    /// Sets whether its IPv4 multicasts come back to this machine.
    ///
    /// # Errors
    /// The kernel's, of setsockopt(2).
    pub fn set_multicast_loop_v4(&self, on: bool) -> io::Result<()> {
        self.inner.set_multicast_loop_v4(on)
    }

    /// Whether its IPv4 multicasts come back to this machine.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn multicast_loop_v4(&self) -> io::Result<bool> {
        self.inner.multicast_loop_v4()
    }

    /// Sets whether its IPv6 multicasts come back to this machine.
    ///
    /// # Errors
    /// The kernel's, of setsockopt(2).
    pub fn set_multicast_loop_v6(&self, on: bool) -> io::Result<()> {
        self.inner.set_multicast_loop_v6(on)
    }

    /// Whether its IPv6 multicasts come back to this machine.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn multicast_loop_v6(&self) -> io::Result<bool> {
        self.inner.multicast_loop_v6()
    }

    /// Sets how many routers an IPv4 multicast may pass, 0 to 255.
    ///
    /// # Errors
    /// The kernel's, of setsockopt(2).
    pub fn set_multicast_ttl_v4(&self, ttl: u32) -> io::Result<()> {
        self.inner.set_multicast_ttl_v4(ttl)
    }

    /// How many routers an IPv4 multicast may pass.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn multicast_ttl_v4(&self) -> io::Result<u32> {
        self.inner.multicast_ttl_v4()
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

    /// Joins the group `multiaddr` on the interface that has the address `interface`.
    ///
    /// # Errors
    /// The kernel's, of setsockopt(2).
    pub fn join_multicast_v4(&self, multiaddr: &Ipv4Addr, interface: &Ipv4Addr) -> io::Result<()> {
        self.inner.join_multicast_v4(multiaddr, interface)
    }

    /// Joins the group `multiaddr` on the interface with the index `interface`; 0 is any.
    ///
    /// # Errors
    /// The kernel's, of setsockopt(2).
    pub fn join_multicast_v6(&self, multiaddr: &Ipv6Addr, interface: u32) -> io::Result<()> {
        self.inner.join_multicast_v6(multiaddr, interface)
    }

    /// Leaves the group `multiaddr` on the interface that has the address `interface`.
    ///
    /// # Errors
    /// The kernel's, of setsockopt(2).
    pub fn leave_multicast_v4(&self, multiaddr: &Ipv4Addr, interface: &Ipv4Addr) -> io::Result<()> {
        self.inner.leave_multicast_v4(multiaddr, interface)
    }

    /// Leaves the group `multiaddr` on the interface with the index `interface`; 0 is any.
    ///
    /// # Errors
    /// The kernel's, of setsockopt(2).
    pub fn leave_multicast_v6(&self, multiaddr: &Ipv6Addr, interface: u32) -> io::Result<()> {
        self.inner.leave_multicast_v6(multiaddr, interface)
    }

    /// The error that is pending on the socket, which it then forgets.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.inner.take_error()
    }

    /// Whether an IPv6 socket keeps IPv4 out.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2), for an IPv4 socket.
    pub fn only_v6(&self) -> io::Result<bool> {
        socket::only_v6(&*self.inner)
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
