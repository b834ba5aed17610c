//! Connect: a leaf that is ready when a connection stands.

use std::fmt;
use std::io;
use std::mem;
use std::net::SocketAddr;
use std::task::{Context, Poll};

use super::{Driver, Stream};
use crate::Future;
use crate::future::polled_after_ready;

/// A connection that is being made. Made by [`connect`].
pub struct Connect<D: Driver> {
    state: State<D>,
}

enum State<D: Driver> {
    /// Not polled yet.
    New { driver: D, address: SocketAddr },
    /// The kernel is at it.
    Connecting { stream: D::Stream },
    /// The connection has been given away, or there is none.
    Done,
}

/// Connects. Nothing is done before the first poll.
///
/// The output is the connection, or the kernel's error.
pub fn connect<D: Driver>(driver: D, address: SocketAddr) -> Connect<D> {
    Connect {
        state: State::New { driver, address },
    }
}

impl<D: Driver> Future for Connect<D> {
    type Output = io::Result<D::Stream>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut stream = match mem::replace(&mut self.state, State::Done) {
            State::New { driver, address } => driver.connect(address)?,
            State::Connecting { stream } => stream,
            State::Done => polled_after_ready("Connect"),
        };
        if stream.poll_connected(cx)?.is_pending() {
            self.state = State::Connecting { stream };
            return Poll::Pending;
        }
        Poll::Ready(Ok(stream))
    }
}

impl<D: Driver> fmt::Debug for Connect<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.state {
            State::New { .. } => "Connect::New",
            State::Connecting { .. } => "Connect::Connecting",
            State::Done => "Connect::Done",
        })
    }
}
