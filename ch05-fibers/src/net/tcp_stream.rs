//! A TCP connection.

use std::cell::Cell;
use std::fmt;
use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::net::{Shutdown, SocketAddr, ToSocketAddrs};
use std::rc::Rc;
use std::time::Duration;

use ch04_event_queue::net;

use super::{checked, connect, each_address};
use crate::scheduler::{Direction, Registered};

const READ: (Direction, &str) = (Direction::Read, "read");
const WRITE: (Direction, &str) = (Direction::Write, "write");

/// A TCP connection, as [`std::net::TcpStream`].
///
/// Reads and writes go through a shared reference too. Dropping the last clone closes it.
pub struct TcpStream {
    shared: Rc<Shared>,
}

struct Shared {
    stream: Registered<net::TcpStream>,
    read_timeout: Cell<Option<Duration>>,
    write_timeout: Cell<Option<Duration>>,
}

impl TcpStream {
    /// Connects to the first of the addresses that accepts.
    ///
    /// # Errors
    /// Those of the last address that was tried: the kernel's, of socket(2) and connect(2).
    pub fn connect(addresses: impl ToSocketAddrs) -> io::Result<TcpStream> {
        each_address(addresses, |address| connect::connect(address, None)).map(TcpStream::new)
    }

    /// Connects to this address, within that time.
    ///
    /// # Errors
    /// As [`connect`](Self::connect); [`TimedOut`](io::ErrorKind::TimedOut) when the time is up, and
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) for no time at all.
    pub fn connect_timeout(address: &SocketAddr, timeout: Duration) -> io::Result<TcpStream> {
        let timeout = checked(Some(timeout))?;
        connect::connect(*address, timeout).map(TcpStream::new)
    }

    pub(super) fn new(stream: Registered<net::TcpStream>) -> TcpStream {
        let shared = Shared {
            stream,
            read_timeout: Cell::new(None),
            write_timeout: Cell::new(None),
        };
        TcpStream {
            shared: Rc::new(shared),
        }
    }

    fn stream(&self) -> &net::TcpStream {
        self.shared.stream.source()
    }

    fn read_with<T>(&self, call: impl FnMut(&net::TcpStream) -> io::Result<T>) -> io::Result<T> {
        self.shared
            .stream
            .retry(READ, self.shared.read_timeout.get(), call)
    }

    fn write_with<T>(&self, call: impl FnMut(&net::TcpStream) -> io::Result<T>) -> io::Result<T> {
        self.shared
            .stream
            .retry(WRITE, self.shared.write_timeout.get(), call)
    }

    /// Another handle to the same connection: what is set for one holds for both.
    ///
    /// # Errors
    /// None; std's has some.
    pub fn try_clone(&self) -> io::Result<TcpStream> {
        Ok(TcpStream {
            shared: Rc::clone(&self.shared),
        })
    }

    /// Reads without taking: the next read gets the same bytes.
    ///
    /// # Errors
    /// As of reading.
    pub fn peek(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read_with(|stream| stream.peek(buffer))
    }

    /// The other end's address.
    ///
    /// # Errors
    /// The kernel's, of getpeername(2).
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream().peer_addr()
    }

    /// This end's address.
    ///
    /// # Errors
    /// The kernel's, of getsockname(2).
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.stream().local_addr()
    }

    /// Ends one half of the conversation, or both.
    ///
    /// # Errors
    /// The kernel's, of shutdown(2).
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.stream().shutdown(how)
    }

    /// From now on a read that waits so long fails with [`TimedOut`](io::ErrorKind::TimedOut); `None` is for
    /// ever.
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) for no time at all.
    pub fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.shared.read_timeout.set(checked(timeout)?);
        Ok(())
    }

    /// From now on a write that waits so long fails with [`TimedOut`](io::ErrorKind::TimedOut); `None` is for
    /// ever.
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) for no time at all.
    pub fn set_write_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.shared.write_timeout.set(checked(timeout)?);
        Ok(())
    }

    /// How long a read may wait.
    ///
    /// # Errors
    /// None; std's has some.
    pub fn read_timeout(&self) -> io::Result<Option<Duration>> {
        Ok(self.shared.read_timeout.get())
    }

    /// How long a write may wait.
    ///
    /// # Errors
    /// None; std's has some.
    pub fn write_timeout(&self) -> io::Result<Option<Duration>> {
        Ok(self.shared.write_timeout.get())
    }

    /// Sets whether small writes are sent at once (`TCP_NODELAY`), or gathered for a while.
    ///
    /// # Errors
    /// The kernel's, of setsockopt(2).
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.stream().set_nodelay(nodelay)
    }

    /// Whether small writes are sent at once.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn nodelay(&self) -> io::Result<bool> {
        self.stream().nodelay()
    }

    /// Takes the error that the connection has run into, if it has.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.stream().take_error()
    }
}

impl Read for &TcpStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read_with(|mut stream| stream.read(buffer))
    }

    fn read_vectored(&mut self, buffers: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        self.read_with(|mut stream| stream.read_vectored(buffers))
    }
}

impl Write for &TcpStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_with(|mut stream| stream.write(bytes))
    }

    fn write_vectored(&mut self, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        self.write_with(|mut stream| stream.write_vectored(buffers))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for TcpStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self).read(buffer)
    }

    fn read_vectored(&mut self, buffers: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        (&*self).read_vectored(buffers)
    }
}

impl Write for TcpStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self).write(bytes)
    }

    fn write_vectored(&mut self, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        (&*self).write_vectored(buffers)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for TcpStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stream().fmt(f)
    }
}
