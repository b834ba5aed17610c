//! Connect: it has begun when the call returns, and the socket is writable when it is done.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;

use ch04_event_queue::net::TcpStream;

use crate::scheduler::{Direction, Registered};

/// Connects, and waits for it, no longer than that.
pub(super) fn connect(
    address: SocketAddr,
    timeout: Option<Duration>,
) -> io::Result<Registered<TcpStream>> {
    let stream = loop {
        match TcpStream::connect(address) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => break Registered::new(result?)?,
        }
    };
    stream.retry((Direction::Write, "connect"), timeout, is_connected)?;
    Ok(stream)
}

/// Whether it is done: a connection that has failed has an error, and one that stands has a peer.
fn is_connected(stream: &TcpStream) -> io::Result<()> {
    if let Some(error) = stream.take_error()? {
        return Err(error);
    }
    match stream.peer_addr() {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotConnected => Err(ErrorKind::WouldBlock.into()),
        Err(error) => Err(error),
    }
}
