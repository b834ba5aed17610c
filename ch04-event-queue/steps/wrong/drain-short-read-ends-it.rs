//! A read that does not fill the buffer is taken for the last: when the peer's end came with the
//! last bytes, as one event, nobody ever sees it.
//!
//! caught by: an_end_behind_the_last_bytes_is_found_in_the_same_drain
//! says: bytes and end came as one event
//! hint: Two things may have arrived in one event: bytes, and behind them an end. How is an end read?
// in demos/drain.rs
pub(crate) fn drain(
    source: &mut impl Read,
    buffer: &mut [u8],
    mut take: impl FnMut(&[u8]),
) -> io::Result<Drained> {
    loop {
        match source.read(buffer) {
            Ok(0) => return Ok(Drained::ForGood),
            Ok(length) => {
                take(&buffer[..length]);
                if length < buffer.len() {
                    return Ok(Drained::ForNow);
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Drained::ForNow),
            Err(error) => return Err(error),
        }
    }
}
