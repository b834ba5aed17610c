//! Driver: what leaf futures wait by.

use std::io;
use std::net::SocketAddr;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::Future;

/// Sockets and a clock, and how to wait for them.
pub trait Driver {
    /// A connection that never blocks.
    type Stream: Stream;
    /// Ready when its time has come.
    type Delay: Future<Output = ()>;

    /// Begins to connect. [`Stream::poll_connected`] says when that is done.
    ///
    /// # Errors
    /// The kernel's, of what fails at once.
    fn connect(&self, address: SocketAddr) -> io::Result<Self::Stream>;

    /// A future that is ready when so much time has passed since this call.
    fn delay(&self, duration: Duration) -> Self::Delay;
}

/// A TCP connection whose calls are pending where they would have to wait, and wake who has polled last when
/// it is worth another call. None is [`Interrupted`](io::ErrorKind::Interrupted).
pub trait Stream {
    /// Whether it is connected by now, or has failed to.
    fn poll_connected(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>>;

    /// Reads what is there, and gives its length; 0 at the end.
    fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>>;

    /// Writes what there is room for, and gives its length.
    fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>>;
}
