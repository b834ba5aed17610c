//! A read of 0 bytes is passed over as if it were nothing: a peer's end is read again and again,
//! and one closed connection takes the whole thread.
//!
//! caught by: an_end_is_no_piece
//! says: read again, although there was nothing left to read
//! hint: What does read(2) return at the end, and what will it return the next time?
// in demos/drain.rs
pub(crate) fn drain(
    source: &mut impl Read,
    buffer: &mut [u8],
    mut take: impl FnMut(&[u8]),
) -> io::Result<Drained> {
    loop {
        match source.read(buffer) {
            Ok(0) => {}
            Ok(length) => take(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Drained::ForNow),
            Err(error) => return Err(error),
        }
    }
}
