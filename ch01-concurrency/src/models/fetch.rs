//! Fetch: one request, the blocking way.
//!
//! Connect, write, read: three calls, and each puts the thread to sleep until the kernel has
//! what it wants. That is the simplest way to wait, and the code reads from top to bottom. Its
//! price is that the thread can do nothing else meanwhile.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::http::{Error, is_time_out, read_response};
use crate::job::Ask;
use crate::signal::uninterrupted;
use crate::timeline::{Kind, Lane};

/// Asks, waits, and gives the server's message.
///
/// # Errors
///
/// All of [`Error`]; [`TimedOut`](Error::TimedOut) only if the request has a time-out.
pub fn fetch(ask: &Ask, lane: &Lane) -> Result<String, Error> {
    Asked::send(ask, lane)?.read()
}

/// A request that has been sent, and whose answer has not been read.
#[derive(Debug)]
pub struct Asked<'a> {
    stream: Watched<'a>,
}

impl<'a> Asked<'a> {
    /// Asks. From here on the time-out runs.
    ///
    /// # Errors
    ///
    /// As [`fetch`].
    pub fn send(ask: &Ask, lane: &'a Lane) -> Result<Asked<'a>, Error> {
        let start = Instant::now();
        let stream = connect_and_send(ask, lane).map_err(|error| {
            lane.leave();
            timed(error.into(), ask.timeout)
        })?;
        Ok(Asked {
            stream: Watched {
                stream,
                lane,
                start,
                timeout: ask.timeout,
            },
        })
    }

    /// Waits for the answer.
    ///
    /// # Errors
    ///
    /// As [`fetch`].
    pub fn read(self) -> Result<String, Error> {
        let Watched { lane, timeout, .. } = self.stream;
        let response = read_response(self.stream);
        lane.leave();
        response
            .map_err(|error| timed(error, timeout))?
            .success()?
            .text()
    }
}

/// Connects, and gives up after so long.
///
/// # Errors
///
/// The kernel's; [`TimedOut`](io::ErrorKind::TimedOut) if the time is up.
pub fn connect(address: &SocketAddr, timeout: Duration) -> io::Result<TcpStream> {
    let start = Instant::now();
    uninterrupted(|| {
        // No time at all would be refused as a mistake.
        let left = timeout.saturating_sub(start.elapsed());
        TcpStream::connect_timeout(address, left.max(Duration::from_nanos(1)))
    })
}

fn connect_and_send(ask: &Ask, lane: &Lane) -> io::Result<TcpStream> {
    lane.enter_with(Kind::Waiting, "connect");
    let mut stream = match ask.timeout {
        Some(timeout) => connect(&ask.server, timeout)?,
        None => TcpStream::connect(ask.server)?,
    };
    lane.enter_with(Kind::Running, "send");
    stream.write_all(&ask.encode())?;
    Ok(stream)
}

/// Tells a time-out by the name it has in this program.
fn timed(error: Error, timeout: Option<Duration>) -> Error {
    match (error, timeout) {
        (Error::Io(error), Some(timeout)) if is_time_out(&error) => Error::TimedOut(timeout),
        (error, _) => error,
    }
}

/// A stream that marks on a lane when it waits, and that keeps a time-out.
#[derive(Debug)]
struct Watched<'a> {
    stream: TcpStream,
    lane: &'a Lane,
    start: Instant,
    /// For all reads together, since `start`.
    timeout: Option<Duration>,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(timeout) = self.timeout {
            let left = timeout.saturating_sub(self.start.elapsed());
            // A read of a peer that never falls silent would not run into any time-out.
            if left.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            self.stream.set_read_timeout(Some(left))?;
        }
        self.lane.enter_with(Kind::Waiting, "answer");
        let result = self.stream.read(buffer);
        self.lane.enter_with(Kind::Running, "read");
        result
    }
}
