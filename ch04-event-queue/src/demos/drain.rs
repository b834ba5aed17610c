//! Drain: an event is an arrival, so read until nothing is left.

use std::io::{self, ErrorKind, Read};

/// Why there is nothing left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Drained {
    /// More may come, and will be another event.
    ForNow,
    /// The peer has ended.
    ForGood,
}

/// Reads all that has come, and hands over each piece, of at most `buffer`'s length; none is
/// empty.
///
/// # Errors
/// Those of reading, except `WouldBlock` and [`Interrupted`](ErrorKind::Interrupted).
pub(crate) fn drain(
    source: &mut impl Read,
    buffer: &mut [u8],
    mut take: impl FnMut(&[u8]),
) -> io::Result<Drained> {
    loop {
        match source.read(buffer) {
            Ok(0) => return Ok(Drained::ForGood),
            Ok(length) => take(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Drained::ForNow),
            Err(error) => return Err(error),
        }
    }
}
