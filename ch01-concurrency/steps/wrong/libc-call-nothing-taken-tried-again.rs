//! A call that takes nothing is made again, and takes nothing again: a loop for ever, and at full
//! speed.
//!
//! caught by: all_of_it::a_call_that_takes_nothing_ends_it
//! says: `write` was called once too often
//! hint: What changes between two calls of which the first took nothing?
// in syscall/mod.rs
pub fn write_all(
    mut bytes: &[u8],
    mut write: impl FnMut(&[u8]) -> io::Result<usize>,
) -> io::Result<()> {
    while !bytes.is_empty() {
        match write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
