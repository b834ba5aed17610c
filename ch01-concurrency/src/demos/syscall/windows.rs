//! Windows: files have handles, and only the std level knows them.

use std::ffi::c_int;
use std::fs::File;
use std::io;
use std::os::windows::io::AsHandle;

/// A second handle for standard output, without the buffer of [`io::stdout`].
pub(super) fn stdout() -> io::Result<File> {
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}

/// No file's number.
pub(super) fn number(_file: &File) -> c_int {
    -1
}
