//! A signal ends the drain, with an error: the connection is given up because of it, and what was
//! still there is lost.
//!
//! caught by: a_signal_does_not_end_a_drain
//! says: a signal is no failure
//! hint: Two errors of a read are no failures. Which, and what is to be done after each?
// in demos/drain.rs
pub(crate) fn drain(
    source: &mut impl Read,
    buffer: &mut [u8],
    mut take: impl FnMut(&[u8]),
) -> io::Result<Drained> {
    loop {
        match source.read(buffer) {
            Ok(0) => return Ok(Drained::ForGood),
            Ok(length) => take(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Drained::ForNow),
            Err(error) => return Err(error),
        }
    }
}
