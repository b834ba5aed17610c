//! Other processors and systems: no assembly.

use std::env::consts::{ARCH, OS};
use std::ffi::c_int;
use std::io;

/// An error that names the processor and the system.
///
/// # Safety
///
/// As [`super::write`], though nothing is written here.
pub(super) unsafe fn write(_fd: c_int, _bytes: &[u8]) -> io::Result<isize> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        format!("no assembly for this processor and system: {ARCH}, {OS}"),
    ))
}
