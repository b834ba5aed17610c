//! The third level: the standard library's [`File`].
//!
//! The other two take a number, and believe that it means what the caller says. A `File` owns its
//! descriptor: open from the start, closed once, at the end. So this level is safe, a closed
//! descriptor has no name here, and it is the same on a system that is no Unix. A `File` has
//! no buffer: one `write` is one system call.

use std::fs::File;
use std::io::{self, Write};

/// Writes `bytes` to `file`, and says how many it took.
///
/// # Errors
///
/// What the kernel answers, see write(2).
pub fn write(mut file: &File, bytes: &[u8]) -> io::Result<usize> {
    file.write(bytes)
}
