//! Unix: every open file has a number.

use std::ffi::c_int;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd};

/// A second descriptor for standard output, without the buffer of [`io::stdout`].
pub(super) fn stdout() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

pub(super) fn number(file: &File) -> c_int {
    file.as_raw_fd()
}
