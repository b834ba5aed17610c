//! Fetch: one request, the blocking way.
//!
//! Connect, write, read: three calls, and each puts the thread to sleep until the kernel has
//! what it wants. That is the simplest way to wait, and the code reads from top to bottom. Its
//! price is that the thread can do nothing else meanwhile.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::http::{Error, read_response};
use crate::job::Ask;
use crate::timeline::{Kind, Lane};

/// Asks, waits, and gives the server's message.
///
/// # Errors
///
/// All of [`Error`]; [`TimedOut`](Error::TimedOut) only if the request has a time-out.
pub fn fetch(ask: &Ask, lane: &Lane) -> Result<String, Error> {
    let start = Instant::now();
    let result = exchange(ask, lane, start);
    lane.leave();
    match (result, ask.timeout) {
        (Err(Error::Io(error)), Some(timeout)) if is_time_out(&error) => {
            Err(Error::TimedOut(timeout))
        }
        (result, _) => result,
    }
}

fn exchange(ask: &Ask, lane: &Lane, start: Instant) -> Result<String, Error> {
    lane.enter_with(Kind::Waiting, "connect");
    let mut stream = match ask.timeout {
        Some(timeout) => TcpStream::connect_timeout(&ask.server, timeout)?,
        None => TcpStream::connect(ask.server)?,
    };
    lane.enter_with(Kind::Running, "send");
    stream.write_all(&ask.encode())?;

    let deadline = ask.timeout.map(|timeout| start + timeout);
    read_response(Watched {
        stream,
        lane,
        deadline,
    })?
    .success()?
    .text()
}

/// A stream that marks on a lane when it waits, and that keeps a deadline.
#[derive(Debug)]
struct Watched<'a> {
    stream: TcpStream,
    lane: &'a Lane,
    deadline: Option<Instant>,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(deadline) = self.deadline {
            let left = deadline.saturating_duration_since(Instant::now());
            // A time-out of zero would mean none.
            self.stream
                .set_read_timeout(Some(left.max(Duration::from_nanos(1))))?;
        }
        self.lane.enter_with(Kind::Waiting, "answer");
        let result = self.stream.read(buffer);
        self.lane.enter_with(Kind::Running, "read");
        result
    }
}

/// A call that ran into its time-out: Unix and Windows name it differently.
fn is_time_out(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
