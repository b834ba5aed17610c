//! `WouldBlock` is answered by reading again at once: the drain goes on until the peer ends, at
//! full speed, and nobody else has a turn.
//!
//! caught by: every_piece_is_handed_over_until_a_read_would_block
//! says: read again, although there was nothing left to read
//! hint: Who will say that more has come, and when may it? That is where a drain ends.
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
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}
