//! For those who wait in `read`: the loop that feeds a decoder from a stream.

use std::io::{self, ErrorKind, Read};

use super::{Error, Response, ResponseDecoder};

/// Reads one answer from a stream that blocks.
///
/// # Errors
///
/// All of [`Error`] but [`Status`](Error::Status), [`NotUtf8`](Error::NotUtf8) and
/// [`TimedOut`](Error::TimedOut): a read time-out is an [`Error::Io`] here, see [`is_time_out`].
pub fn read_response(mut stream: impl Read) -> Result<Response, Error> {
    let mut decoder = ResponseDecoder::default();
    let mut chunk = [0; 4096];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => return decoder.close(),
            Ok(length) => {
                if let Some(response) = decoder.feed(&chunk[..length])? {
                    return Ok(response);
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::while_reading(error, decoder.received())),
        }
    }
}

/// Whether a call on a socket ran into its time-out: Unix and Windows name that differently.
pub fn is_time_out(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

impl Error {
    /// What a failed read means when `received` bytes of the answer have come.
    pub fn while_reading(error: io::Error, received: usize) -> Error {
        match error.kind() {
            ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => Error::Reset { received },
            _ => Error::Io(error),
        }
    }
}
