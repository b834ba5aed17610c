//! Connection: reads a request, waits, answers, and so on until one side has had enough.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use super::route::{Route, refusal, route};
use super::shared::{Admission, Shared, Waited};
use crate::http::{self, Request, RequestDecoder, Response, is_time_out};

/// How long a client may take to fetch an answer, and to close after one.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a read looks up to see whether the server stops. Windows does not wake it for that.
const LOOK_UP: Duration = if cfg!(windows) {
    Duration::from_millis(50)
} else {
    Duration::MAX
};

/// Why there will be no answer.
const STOPS: &str = "the server stops";

/// How much of what a refused client still sends is read.
const LINGER_BYTES: usize = 256 * 1024;

/// What came instead of a request, or the request.
#[derive(Debug)]
#[must_use]
enum Next {
    Request(Request),
    /// Not a request: the status says why, then the connection ends.
    Refuse(u16, String),
    /// The client is done.
    End,
}

/// Serves one connection to its end.
pub(super) fn serve(stream: &TcpStream, admission: Admission, shared: &Shared) {
    let result = match admission {
        Admission::Served => serve_requests(stream, shared),
        Admission::Refused => {
            let limit = shared.limits.connections;
            refuse(
                stream,
                &format!("no room: {limit} connections are open"),
                shared,
            );
            Ok(())
        }
    };
    // A client that has gone away gets no answer, and nobody else needs to know.
    drop(result);
}

/// Says 503 to a connection that cannot be served.
pub(super) fn refuse(stream: &TcpStream, reason: &str, shared: &Shared) {
    let refusal = refusal(503, reason);
    drop(answer(
        stream,
        "-",
        refusal,
        Ends::Yes,
        Instant::now(),
        shared,
    ));
}

fn serve_requests(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let limits = http::Limits {
        head: shared.limits.head_bytes,
        body: 0,
    };
    let mut decoder = RequestDecoder::new(limits);
    let mut answered = false;
    loop {
        let next = next_request(stream, &mut decoder, answered, shared)?;
        let start = Instant::now();
        let (line, ends, response) = match next {
            Next::End => return Ok(()),
            Next::Refuse(status, reason) => {
                return answer(
                    stream,
                    "-",
                    refusal(status, &reason),
                    Ends::Yes,
                    start,
                    shared,
                );
            }
            Next::Request(request) => {
                let line = format!("{} {}", request.method(), request.target());
                let ends = if request.keeps_alive() {
                    Ends::No
                } else {
                    Ends::Yes
                };
                (line, ends, route(&request, shared.limits.delay))
            }
        };
        match response {
            // Whoever sent `HEAD` does not expect the reason, and would take it for an answer.
            Route::Refuse(response) => {
                return answer(stream, &line, response, Ends::Yes, start, shared);
            }
            Route::Echo { delay, message } => match shared.wait(delay) {
                Waited::Full => {
                    let response = Response::text_plain(200, message);
                    answer(stream, &line, response, ends, start, shared)?;
                }
                Waited::Stopped => {
                    let response = refusal(503, STOPS);
                    return answer(stream, &line, response, Ends::Yes, start, shared);
                }
            },
        }
        if ends == Ends::Yes {
            return Ok(());
        }
        answered = true;
    }
}

/// Reads until a request is whole, its time is up, or it cannot be one.
fn next_request(
    stream: &TcpStream,
    decoder: &mut RequestDecoder,
    answered: bool,
    shared: &Shared,
) -> io::Result<Next> {
    let start = Instant::now();
    let mut fed = decoder.feed(b"");
    let mut chunk = [0; 4096];
    loop {
        match fed {
            Ok(Some(request)) => return Ok(Next::Request(request)),
            Err(error) => return Ok(Next::Refuse(status_of(&error), error.to_string())),
            Ok(None) => {}
        }
        // A connection that was of use already may end without a word; a new one is told.
        let silent = answered && decoder.received() == 0;
        let left = shared.limits.head_time.saturating_sub(start.elapsed());
        if left.is_zero() {
            let allowed = shared.limits.head_time.as_millis();
            let reason = format!("the head of the request took longer than {allowed} ms");
            return Ok(if silent {
                Next::End
            } else {
                Next::Refuse(408, reason)
            });
        }
        fed = match read(stream, &mut chunk, left, shared) {
            Ok(0) if decoder.received() == 0 => return Ok(Next::End),
            Ok(0) if shared.is_stopping() => return Ok(Next::Refuse(503, STOPS.to_owned())),
            Ok(0) => decoder.close().map(Some),
            Ok(length) => decoder.feed(&chunk[..length]),
            Err(error) if is_to_be_repeated(&error) => Ok(None),
            Err(error) => return Err(error),
        };
    }
}

/// Whether the connection ends with this answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Yes,
    No,
}

fn answer(
    mut stream: &TcpStream,
    line: &str,
    response: Response,
    ends: Ends,
    start: Instant,
    shared: &Shared,
) -> io::Result<()> {
    let status = response.status();
    // Said either way: an HTTP/1.0 client expects to be closed otherwise.
    let connection = match ends {
        Ends::Yes => "close",
        Ends::No => "keep-alive",
    };
    let response = response.with_header("Connection", connection);
    // First, so that the lines are in the order in which a client sees its answers.
    shared.log(
        stream.peer_addr().ok(),
        line.to_owned(),
        status,
        start.elapsed(),
    );
    stream.write_all(&response.encode())?;
    match ends {
        Ends::Yes => linger(stream, shared),
        Ends::No => Ok(()),
    }
}

/// Ends a connection so that the answer arrives.
///
/// Closing while something unread has come makes the kernel reset the connection, and a reset
/// overtakes the answer (RFC 9112 §9.6). So: say that no more will be said, and read the rest.
fn linger(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    let start = Instant::now();
    let mut chunk = [0; 4096];
    let mut taken = 0;
    while taken < LINGER_BYTES {
        let left = PATIENCE.saturating_sub(start.elapsed());
        if left.is_zero() {
            break;
        }
        match read(stream, &mut chunk, left, shared) {
            Ok(0) => break,
            Ok(length) => taken += length,
            Err(error) if is_to_be_repeated(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads, for at most so long; a server that stops reads nothing.
fn read(
    mut stream: &TcpStream,
    chunk: &mut [u8],
    at_most: Duration,
    shared: &Shared,
) -> io::Result<usize> {
    stream.set_read_timeout(Some(at_most.min(LOOK_UP)))?;
    match stream.read(chunk) {
        Err(_) if shared.is_stopping() => Ok(0),
        result => result,
    }
}

/// Whether a signal or a time-out ended a read.
fn is_to_be_repeated(error: &io::Error) -> bool {
    is_time_out(error) || error.kind() == ErrorKind::Interrupted
}

/// The status for what is not a request.
fn status_of(error: &http::Error) -> u16 {
    match error {
        http::Error::HeadTooLarge { .. } | http::Error::TooManyHeaders { .. } => 431,
        http::Error::BodyTooLarge { .. } => 413,
        http::Error::TransferEncoding(_) => 501,
        _ => 400,
    }
}
