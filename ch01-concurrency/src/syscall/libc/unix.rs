//! Every Unix has `write`.

use std::ffi::c_int;
use std::io;

/// Asks the C library to write `bytes` to descriptor `fd`, and says how many were taken.
///
/// # Errors
///
/// What the kernel answers, see write(2).
///
/// # Safety
///
/// - `fd` is open and the caller may write to it, or no descriptor of this process has that
///   number: then the answer is `EBADF`.
pub unsafe fn write(fd: c_int, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the library reads `bytes`, which is borrowed, and the caller answers for `fd`.
    let answer = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
    // -1 is the only answer below zero.
    usize::try_from(answer).map_err(|_| io::Error::last_os_error())
}
