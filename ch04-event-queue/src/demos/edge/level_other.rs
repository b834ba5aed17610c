//! Level-triggered: not to be had where this crate's queue is mio's.

use ch04_event_queue::net::TcpStream;

/// No way to make a stream level-triggered.
pub(super) fn triggered() -> Option<fn(TcpStream) -> TcpStream> {
    None
}
