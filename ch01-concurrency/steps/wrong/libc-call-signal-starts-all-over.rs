//! After a signal everything is written from the beginning, also what had been taken before.
//!
//! caught by: all_of_it::a_signal_is_no_failure
//! says: `write` was called once too often
//! hint: A call that a signal ended took nothing. How much had the calls before it taken?
// in syscall/mod.rs
pub fn write_all(
    bytes: &[u8],
    mut write: impl FnMut(&[u8]) -> io::Result<usize>,
) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        match write(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => rest = &rest[written..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => rest = bytes,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
