//! The number is taken from the answer, as after the raw call. Here the answer is always -1, and so
//! every failure is reported as `EPERM`, "Operation not permitted".
//!
//! caught by: one_call::a_file_that_may_only_be_read_is_an_error
//! says: `write` made another error of it
//! hint: After a call of the library the number waits in `errno`. How does Rust read that?
// in syscall/libc/unix.rs
pub unsafe fn write(fd: c_int, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the library reads `bytes`, which is borrowed, and the caller answers for `fd`.
    let answer = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
    usize::try_from(answer).map_err(|_| io::Error::from_raw_os_error(-answer as i32))
}
