//! Busy: to wait is to be polled again.

use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::task::{Context, Poll};
use std::time::Duration;

use ch04_event_queue::net::TcpStream;

use super::{Driver, Stream};
use crate::Delay;

/// The driver that has no queue to wait in. Whoever polls its futures asks the kernel each time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Busy;

/// A connection of [`Busy`].
#[derive(Debug)]
pub struct BusyStream {
    /// It does not block, and is registered nowhere.
    inner: TcpStream,
}

impl Driver for Busy {
    type Stream = BusyStream;
    type Delay = Delay;

    fn connect(&self, address: SocketAddr) -> io::Result<BusyStream> {
        let inner = uninterrupted(|| TcpStream::connect(address))?;
        Ok(BusyStream { inner })
    }

    fn delay(&self, duration: Duration) -> Delay {
        Delay::new(duration)
    }
}

impl Stream for BusyStream {
    fn poll_connected(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        attempt(cx, || is_connected(&self.inner))
    }

    fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        attempt(cx, || self.inner.read(buffer))
    }

    fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        attempt(cx, || self.inner.write(bytes))
    }
}

/// A call that does not block, as a poll.
fn attempt<T>(cx: &Context<'_>, call: impl FnMut() -> io::Result<T>) -> Poll<io::Result<T>> {
    match uninterrupted(call) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => again(cx),
        result => Poll::Ready(result),
    }
}

/// Pending, and to be polled again without having waited for anything.
pub(crate) fn again<T>(cx: &Context<'_>) -> Poll<T> {
    cx.waker().wake_by_ref();
    Poll::Pending
}

/// A call, made again as long as a signal has ended it.
///
/// # Errors
/// The call's, but not [`Interrupted`](ErrorKind::Interrupted).
pub fn uninterrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Whether a connection stands: one that has failed has an error, and one that stands has a peer.
///
/// # Errors
/// The kernel's, of a connection that has failed; [`WouldBlock`](ErrorKind::WouldBlock) of one in the making.
pub fn is_connected(stream: &TcpStream) -> io::Result<()> {
    if let Some(error) = stream.take_error()? {
        return Err(error);
    }
    match stream.peer_addr() {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotConnected => Err(ErrorKind::WouldBlock.into()),
        Err(error) => Err(error),
    }
}
