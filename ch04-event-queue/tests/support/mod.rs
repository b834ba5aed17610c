//! What the steps share: a connection on loopback, and a wait that does not hang.

use std::io::{self, ErrorKind};
use std::net::{self, Ipv4Addr};
use std::time::Duration;

use ch04_event_queue::net::TcpStream;
use ch04_event_queue::{Events, Poll};

/// A connection: our end for the queue, and the peer's, which blocks.
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

/// Waits until something is reported. What is to come must come within 20 seconds.
pub(crate) fn wait(poll: &mut Poll, events: &mut Events) {
    loop {
        match poll.poll(events, Some(Duration::from_secs(20))) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => {
                result.expect("the queue could not wait");
                assert!(!events.is_empty(), "nothing was reported in 20 s");
                return;
            }
        }
    }
}
