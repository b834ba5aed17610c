//! Sockets that look blocking: a call that would wait lets the other fibers run.
//!
//! The names and meanings are those of [`std::net`], as far as they go. A socket belongs to the thread that
//! made it; its clones are the same socket. Outside of all fibers the calls work too: then the thread waits,
//! and its fibers run.
//!
//! Looking up a host's name blocks the thread, as it does in std.

mod connect;
mod tcp_listener;
mod tcp_stream;
mod udp_socket;

pub use tcp_listener::{Incoming, TcpListener};
pub use tcp_stream::TcpStream;
pub use udp_socket::UdpSocket;

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Duration;

/// Tries each address until one will do.
fn each_address<T>(
    addresses: impl ToSocketAddrs,
    mut attempt: impl FnMut(SocketAddr) -> io::Result<T>,
) -> io::Result<T> {
    let mut last = None;
    for address in addresses.to_socket_addrs()? {
        match attempt(address) {
            Ok(value) => return Ok(value),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| {
        io::Error::new(ErrorKind::InvalidInput, "the name has no address: need one")
    }))
}

/// As std has it: no time at all is a mistake, not a way to ask without waiting.
fn checked(timeout: Option<Duration>) -> io::Result<Option<Duration>> {
    match timeout {
        Some(Duration::ZERO) => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "time-out of 0 s: need more, or `None` for ever",
        )),
        timeout => Ok(timeout),
    }
}
