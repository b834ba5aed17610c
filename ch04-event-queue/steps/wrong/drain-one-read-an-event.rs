//! One read an event: what does not fit into the buffer lies there until more arrives, which may
//! be never.
//!
//! caught by: every_piece_is_handed_over_until_a_read_would_block
//! says: each read's own bytes
//! hint: The queue will not repeat itself. Who says that nothing is left, the event or the read?
// in demos/drain.rs
pub(crate) fn drain(
    source: &mut impl Read,
    buffer: &mut [u8],
    mut take: impl FnMut(&[u8]),
) -> io::Result<Drained> {
    match source.read(buffer) {
        Ok(0) => Ok(Drained::ForGood),
        Ok(length) => {
            take(&buffer[..length]);
            Ok(Drained::ForNow)
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Drained::ForNow),
        Err(error) => Err(error),
    }
}
