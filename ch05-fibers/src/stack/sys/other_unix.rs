//! Unix other than Linux: guards are pages without access.

use std::io::{self, ErrorKind};
use std::ptr::NonNull;

#[path = "unix.rs"]
mod unix;

pub(in crate::stack) use unix::{guard_size, page_size, protect, release};

/// These systems reckon with pages once they are touched, without being asked.
pub(in crate::stack) fn reserve(length: usize) -> io::Result<NonNull<u8>> {
    unix::map(length, 0)
}

/// # Safety
/// None: it does nothing.
pub(in crate::stack) unsafe fn mark(_start: NonNull<u8>, _length: usize) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// # Safety
/// None: it does nothing.
pub(in crate::stack) unsafe fn is_out_of_bounds(_page: NonNull<u8>) -> bool {
    false
}
