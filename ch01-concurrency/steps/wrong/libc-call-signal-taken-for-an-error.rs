//! A signal ends the write with an error, and what follows is never written: a program that is
//! resized, stopped and continued, or profiled loses output.
//!
//! caught by: all_of_it::a_signal_is_no_failure
//! says: a signal came, and nothing was wrong
//! hint: Look up EINTR in write(2), and `ErrorKind::Interrupted`.
// in syscall/mod.rs
pub fn write_all(
    mut bytes: &[u8],
    mut write: impl FnMut(&[u8]) -> io::Result<usize>,
) -> io::Result<()> {
    while !bytes.is_empty() {
        match write(bytes)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            written => bytes = &bytes[written..],
        }
    }
    Ok(())
}
