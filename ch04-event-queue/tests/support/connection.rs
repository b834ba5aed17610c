//! A connection on loopback.

use std::io;
use std::net::{self, Ipv4Addr};

use ch04_event_queue::net::TcpStream;

/// Our end for the queue, and the peer's, which blocks.
pub(crate) fn connection() -> (TcpStream, net::TcpStream) {
    connect().expect("no connection on loopback")
}

fn connect() -> io::Result<(TcpStream, net::TcpStream)> {
    let listener = net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let peer = net::TcpStream::connect(listener.local_addr()?)?;
    let (ours, _) = listener.accept()?;
    ours.set_nonblocking(true)?;
    Ok((TcpStream::from_std(ours), peer))
}
