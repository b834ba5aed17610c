//! The bytes are counted, but each call is given all of them again: what had been taken is in the
//! file twice.
//!
//! caught by: all_of_it::after_a_part_comes_the_rest
//! says: is what `write` was given, which took 2 bytes, then 1, then 3
//! hint: Where does the rest begin, after `write` has taken two bytes?
// in syscall/mod.rs
pub fn write_all(
    bytes: &[u8],
    mut write: impl FnMut(&[u8]) -> io::Result<usize>,
) -> io::Result<()> {
    let mut total = 0;
    while total < bytes.len() {
        match write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => total += written,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
