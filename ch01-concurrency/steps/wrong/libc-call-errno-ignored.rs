//! The answer -1 is cast to a length: a failed write looks like one of all the memory there is.
//!
//! caught by: one_call::a_file_that_may_only_be_read_is_an_error
//! says: `write` made 18446744073709551615 bytes of it
//! hint: `ssize_t` has a sign. What does write(2) return when it fails?
// in syscall/libc/unix.rs
pub unsafe fn write(fd: c_int, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the library reads `bytes`, which is borrowed, and the caller answers for `fd`.
    let answer = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
    Ok(answer as usize)
}
