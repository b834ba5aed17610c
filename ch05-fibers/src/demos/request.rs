//! Request: connect, write, read, in a straight line.
//!
//! As in chapter 1, and its HTTP code reads the answer. There each call puts a thread to sleep; here a
//! fiber, and the thread runs another one.

use std::io::{self, ErrorKind, Read, Write};
use std::time::Instant;

use ch01_concurrency::http::{Error, read_response};
use ch01_concurrency::job::Ask;
use ch05_fibers::net::TcpStream;

/// Asks, waits, and gives the server's message.
///
/// # Errors
/// All of [`Error`]; [`TimedOut`](Error::TimedOut) only if the request has a time-out.
pub(crate) fn fetch(ask: &Ask) -> Result<String, Error> {
    exchange(ask).map_err(|error| match (error, ask.timeout) {
        (Error::Io(error), Some(timeout)) if error.kind() == ErrorKind::TimedOut => {
            Error::TimedOut(timeout)
        }
        (error, _) => error,
    })
}

fn exchange(ask: &Ask) -> Result<String, Error> {
    let mut stream = Stream::connect(ask)?;
    stream.inner.write_all(&ask.encode())?;
    read_response(stream)?.success()?.text()
}

/// A connection that is not read any more once the request's time is up.
struct Stream {
    inner: TcpStream,
    /// `None`: there is time for ever.
    deadline: Option<Instant>,
}

impl Stream {
    fn connect(ask: &Ask) -> io::Result<Stream> {
        let Some(timeout) = ask.timeout else {
            let inner = TcpStream::connect(ask.server)?;
            return Ok(Stream {
                inner,
                deadline: None,
            });
        };
        let deadline = Some(Instant::now() + timeout);
        let inner = TcpStream::connect_timeout(&ask.server, timeout)?;
        Ok(Stream { inner, deadline })
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(deadline) = self.deadline {
            let left = deadline.saturating_duration_since(Instant::now());
            // A read of a peer that never falls silent would not run into any time-out.
            if left.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            self.inner.set_read_timeout(Some(left))?;
        }
        self.inner.read(buffer)
    }
}
