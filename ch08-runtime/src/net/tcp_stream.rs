//! TCP stream: a connection whose calls are futures.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr};
use std::task::{Context, Poll};

use ch04_event_queue::net;
use ch06_futures::Future;
use ch06_futures::net::{Connect, Stream, connect, is_connected, uninterrupted};

use super::Current;
use crate::reactor::{Handle, Registration};

/// A TCP connection that is registered with a reactor. Dropped, it is closed.
#[derive(Debug)]
pub struct TcpStream {
    registration: Registration<net::TcpStream>,
}

impl TcpStream {
    /// Connects, from the first poll on. Outside of a runtime, that poll panics.
    ///
    /// The output is the connection, or the kernel's error.
    pub fn connect(address: SocketAddr) -> Connect<Current> {
        connect(Current, address)
    }

    pub(super) fn begin(reactor: &Handle, address: SocketAddr) -> io::Result<TcpStream> {
        let stream = uninterrupted(|| net::TcpStream::connect(address))?;
        TcpStream::registered(reactor, stream)
    }

    pub(super) fn registered(reactor: &Handle, stream: net::TcpStream) -> io::Result<TcpStream> {
        let registration = Registration::new(reactor, stream)?;
        Ok(TcpStream { registration })
    }

    /// Reads what is there, as soon as there is something.
    ///
    /// The output is its length, which is 0 at the end, or the kernel's error.
    pub fn read<'a>(&'a mut self, buffer: &'a mut [u8]) -> Read<'a> {
        Read {
            stream: self,
            buffer,
        }
    }

    /// Writes what there is room for, as soon as there is some.
    ///
    /// The output is its length, or the kernel's error.
    pub fn write<'a>(&'a mut self, bytes: &'a [u8]) -> Write<'a> {
        Write {
            stream: self,
            bytes,
        }
    }

    /// Ends one direction, or both.
    ///
    /// # Errors
    /// The kernel's.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.registration.shutdown(how)
    }

    /// Who is at the other end.
    ///
    /// # Errors
    /// The kernel's, if it is not connected.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.registration.peer_addr()
    }

    /// Its own address.
    ///
    /// # Errors
    /// The kernel's.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.registration.local_addr()
    }

    /// Whether small writes are sent at once.
    ///
    /// # Errors
    /// The kernel's.
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.registration.set_nodelay(nodelay)
    }
}

impl Stream for TcpStream {
    fn poll_connected(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.registration
            .poll_write(cx, |stream| is_connected(stream))
    }

    fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        self.registration
            .poll_read(cx, |stream| stream.read(buffer))
    }

    fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.registration
            .poll_write(cx, |stream| stream.write(bytes))
    }
}

/// Something to read. Made by [`TcpStream::read`]. Dropped, it waits no longer.
#[derive(Debug)]
pub struct Read<'a> {
    stream: &'a mut TcpStream,
    buffer: &'a mut [u8],
}

impl Future for Read<'_> {
    type Output = io::Result<usize>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        self.stream.poll_read(cx, self.buffer)
    }
}

impl Drop for Read<'_> {
    fn drop(&mut self) {
        self.stream.registration.forget_read();
    }
}

/// Something to write. Made by [`TcpStream::write`]. Dropped, it waits no longer.
#[derive(Debug)]
pub struct Write<'a> {
    stream: &'a mut TcpStream,
    bytes: &'a [u8],
}

impl Future for Write<'_> {
    type Output = io::Result<usize>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        self.stream.poll_write(cx, self.bytes)
    }
}

impl Drop for Write<'_> {
    fn drop(&mut self) {
        self.stream.registration.forget_write();
    }
}
