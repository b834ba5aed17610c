//! One call is made, and how much it took is thrown away: the rest of a large write is lost
//! without an error.
//!
//! caught by: all_of_it::after_a_part_comes_the_rest
//! says: is what `write` was given, which took 2 bytes, then 1, then 3
//! hint: What is the `usize` in the answer of `write`, and what is left when it is less than all?
// in syscall/mod.rs
pub fn write_all(
    bytes: &[u8],
    mut write: impl FnMut(&[u8]) -> io::Result<usize>,
) -> io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    loop {
        match write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
