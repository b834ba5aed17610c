//! Other processors: no assembly.

use std::env::consts::{ARCH, OS};
use std::io;

/// There is none.
pub(super) const INSTRUCTION: &str = "no assembly";

/// An error that names the processor.
///
/// # Safety
///
/// As [`super::dereference`], though nothing is read here.
pub(super) unsafe fn dereference(_pointer: *const usize) -> io::Result<usize> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        format!("no assembly for this processor: {ARCH} {OS}"),
    ))
}
