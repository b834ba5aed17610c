//! Every error is followed by another try: on a full disk the loop never ends.
//!
//! caught by: all_of_it::an_error_ends_it
//! says: `write` was called once too often
//! hint: After which one error does another try make sense?
// in syscall/mod.rs
pub fn write_all(
    mut bytes: &[u8],
    mut write: impl FnMut(&[u8]) -> io::Result<usize>,
) -> io::Result<()> {
    while !bytes.is_empty() {
        match write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(_) => continue,
        }
    }
    Ok(())
}
