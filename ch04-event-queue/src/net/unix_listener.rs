//! A door for connections within this machine.

use std::io;
use std::os::unix::net::{self, SocketAddr};
use std::path::Path;

use super::{UnixStream, socket};
use crate::backend::delegate::{impl_source, impl_std_twin};
use crate::backend::io_source::IoSource;

/// A Unix socket that waits for connections.
///
/// Readable when one has come: accept until `WouldBlock`, since several are one event.
pub struct UnixListener {
    inner: IoSource<net::UnixListener>,
}

impl_source!(UnixListener, net::UnixListener);
impl_std_twin!(UnixListener, net::UnixListener);

impl UnixListener {
    /// Listens at `path`, which must not exist, and which stays when this is dropped.
    ///
    /// # Errors
    /// `InvalidInput` for a path of 108 bytes or more, and the kernel's, of bind(2).
    pub fn bind<P: AsRef<Path>>(path: P) -> io::Result<UnixListener> {
        UnixListener::bind_addr(&SocketAddr::from_pathname(path)?)
    }

    /// Listens at an address, which may be an abstract name.
    ///
    /// # Errors
    /// The kernel's, of bind(2).
    pub fn bind_addr(address: &SocketAddr) -> io::Result<UnixListener> {
        let listener = net::UnixListener::bind_addr(address)?;
        listener.set_nonblocking(true)?;
        Ok(UnixListener::from_std(listener))
    }

    /// The first connection that waits, and where it comes from: most are unnamed.
    ///
    /// # Errors
    /// `WouldBlock` when none does, and the kernel's, of accept(2).
    pub fn accept(&self) -> io::Result<(UnixStream, SocketAddr)> {
        let (stream, address) = socket::accept(&*self.inner)?;
        Ok((stream.into(), address.to_unix()?))
    }

    /// The address that it listens at.
    ///
    /// # Errors
    /// The kernel's, of getsockname(2).
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    /// The error that is pending on the socket, which it then forgets.
    ///
    /// # Errors
    /// The kernel's, of getsockopt(2).
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.inner.take_error()
    }
}
