//! HTTP GET: a whole request as one leaf, by hand.
//!
//! ```text
//! new ──► connecting ──► sending ──► receiving ──► done
//! ```
//!
//! Each poll takes the state out, goes on from there as far as the kernel lets it, and puts back the state in which
//! it has to wait. What is put back is all that the future has between two polls; whatever else it knew is gone.

use std::fmt;
use std::mem;
use std::net::SocketAddr;
use std::task::{Context, Poll};
use std::time::Duration;

use ch01_concurrency::http::{Error, Request, Response, ResponseDecoder};

use super::read_response::poll_response;
use super::write_all::poll_write_all;
use super::{Busy, Driver, Stream};
use crate::Future;
use crate::future::polled_after_ready;

/// One request, on a connection of its own.
///
/// The output is the answer, whatever its status, or an [`Error`]; [`TimedOut`](Error::TimedOut) only with a
/// [`timeout`](HttpGet::timeout). Dropped before its end, it closes the connection.
///
/// ```no_run
/// use ch06_futures::net::HttpGet;
/// use ch06_futures::{FutureExt, block_on, join_all};
///
/// let server = "127.0.0.1:8080".parse().unwrap();
/// let get = |target| HttpGet::new(server, target).map(|answer| answer?.success()?.text());
/// let answers = block_on(join_all(["/500/one", "/300/two"].map(get)));
/// assert_eq!(answers[0].as_ref().unwrap(), "one");
/// ```
pub struct HttpGet<D: Driver = Busy> {
    driver: D,
    address: SocketAddr,
    request: Vec<u8>,
    state: State<D::Stream>,
    time: Time<D::Delay>,
}

enum State<S> {
    /// Not polled yet.
    New,
    Connecting {
        stream: S,
    },
    Sending {
        stream: S,
        /// How many bytes of the request the kernel has taken.
        written: usize,
    },
    Receiving {
        stream: S,
        decoder: ResponseDecoder,
    },
    /// It has been ready; or it is being polled.
    Done,
}

/// How long it may take.
enum Time<Delay> {
    Unlimited,
    /// Counted from the first poll, which has not come yet.
    Limit(Duration),
    Running {
        limit: Duration,
        delay: Delay,
    },
}

/// What a request is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its first poll.
    New,
    /// The connection.
    Connecting,
    /// Room for the request in the kernel's buffer.
    Sending,
    /// The answer.
    Receiving,
    /// Nothing: it is over.
    Done,
}

impl HttpGet {
    /// Asks for `target`, which begins with a slash, at the next poll.
    pub fn new(address: SocketAddr, target: &str) -> HttpGet {
        HttpGet::with_driver(Busy, address, target)
    }
}

impl<D: Driver> HttpGet<D> {
    /// The same, for another way to wait.
    pub fn with_driver(driver: D, address: SocketAddr, target: &str) -> HttpGet<D> {
        HttpGet {
            driver,
            address,
            request: Request::get(address, target).encode(),
            state: State::New,
            time: Time::Unlimited,
        }
    }

    /// Gives up after so much time, counted from the first poll.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> HttpGet<D> {
        self.time = Time::Limit(limit);
        self
    }

    /// How far it has come.
    pub fn stage(&self) -> Stage {
        match self.state {
            State::New => Stage::New,
            State::Connecting { .. } => Stage::Connecting,
            State::Sending { .. } => Stage::Sending,
            State::Receiving { .. } => Stage::Receiving,
            State::Done => Stage::Done,
        }
    }
}

impl<D: Driver> Future for HttpGet<D> {
    type Output = Result<Response, Error>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.start_clock();
        if let Poll::Ready(result) = self.poll_exchange(cx) {
            return Poll::Ready(result);
        }
        if let Time::Running { limit, delay } = &mut self.time
            && delay.poll(cx).is_ready()
        {
            self.state = State::Done;
            return Poll::Ready(Err(Error::TimedOut(*limit)));
        }
        Poll::Pending
    }
}

impl<D: Driver> HttpGet<D> {
    fn start_clock(&mut self) {
        if let Time::Limit(limit) = self.time {
            let delay = self.driver.delay(limit);
            self.time = Time::Running { limit, delay };
        }
    }

    fn poll_exchange(&mut self, cx: &mut Context<'_>) -> Poll<Result<Response, Error>> {
        loop {
            self.state = match mem::replace(&mut self.state, State::Done) {
                State::New => State::Connecting {
                    stream: self.driver.connect(self.address)?,
                },
                State::Connecting { mut stream } => match stream.poll_connected(cx)? {
                    Poll::Ready(()) => State::Sending { stream, written: 0 },
                    Poll::Pending => return self.wait(State::Connecting { stream }),
                },
                State::Sending {
                    mut stream,
                    mut written,
                } => match poll_write_all(&mut stream, cx, &self.request, &mut written)? {
                    Poll::Ready(()) => State::Receiving {
                        stream,
                        decoder: ResponseDecoder::default(),
                    },
                    Poll::Pending => return self.wait(State::Sending { stream, written }),
                },
                State::Receiving {
                    mut stream,
                    mut decoder,
                } => match poll_response(&mut stream, cx, &mut decoder)? {
                    Poll::Ready(response) => return Poll::Ready(Ok(response)),
                    Poll::Pending => return self.wait(State::Receiving { stream, decoder }),
                },
                State::Done => polled_after_ready("HttpGet"),
            };
        }
    }

    /// Puts back what has been taken out: the next poll goes on from there.
    fn wait<T>(&mut self, state: State<D::Stream>) -> Poll<T> {
        self.state = state;
        Poll::Pending
    }
}

impl<D: Driver> fmt::Debug for HttpGet<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpGet")
            .field("address", &self.address)
            .field("stage", &self.stage())
            .finish_non_exhaustive()
    }
}
