//! The answer is taken for a length, whatever it is: a full disk looks like more bytes than there
//! is memory.
//!
//! caught by: a_full_device_is_an_error
//! says: `write` made 18446744073709551588 bytes of it
//! hint: The answer has a sign. What does the kernel say with the numbers below zero?
// in syscall/raw/mod.rs
pub unsafe fn write(fd: c_int, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the caller answers for `fd`.
    let answer = unsafe { arch::write(fd, bytes) }?;
    Ok(answer as usize)
}
