//! Systems that are no Unix: no `write(2)`, and files are not numbers.

use std::env::consts::OS;
use std::ffi::c_int;
use std::io;

/// An error that names the system.
///
/// # Errors
///
/// Always [`Unsupported`](io::ErrorKind::Unsupported).
///
/// # Safety
///
/// None here, where nothing is written. On a Unix, `fd` is the caller's to write to.
pub unsafe fn write(_fd: c_int, _bytes: &[u8]) -> io::Result<usize> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        format!("no write(2) on this system: {OS}"),
    ))
}
