//! The end is handed over as an empty piece and returned too: who counts both ends one connection
//! twice, and the second end may be another connection's.
//!
//! caught by: an_end_is_no_piece
//! says: who takes no bytes for an end sees two
//! hint: How often is the caller told of one end, and by what?
// in demos/drain.rs
pub(crate) fn drain(
    source: &mut impl Read,
    buffer: &mut [u8],
    mut take: impl FnMut(&[u8]),
) -> io::Result<Drained> {
    loop {
        match source.read(buffer) {
            Ok(length) => {
                take(&buffer[..length]);
                if length == 0 {
                    return Ok(Drained::ForGood);
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Drained::ForNow),
            Err(error) => return Err(error),
        }
    }
}
