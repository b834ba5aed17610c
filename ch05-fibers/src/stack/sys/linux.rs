//! Linux: small pages, and guards without mappings of their own.

use std::io;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

#[path = "unix.rs"]
mod unix;

pub(in crate::stack) use unix::{guard_size, page_size, protect, release};

/// From `<linux/mman.h>` of Linux 6.13; the C library's header may be older.
const MADV_GUARD_INSTALL: libc::c_int = 102;

pub(in crate::stack) fn reserve(length: usize) -> io::Result<NonNull<u8>> {
    let start = unix::map(length, libc::MAP_NORESERVE | libc::MAP_STACK)?;
    // A kernel without huge pages refuses, and needs no asking: with them, one touch could cost 2 MiB.
    // SAFETY: the pages are ours, and what is on them does not change.
    unsafe { libc::madvise(start.as_ptr().cast(), length, libc::MADV_NOHUGEPAGE) };
    Ok(start)
}

/// # Safety
/// The pages are the caller's, and nothing is on them.
pub(in crate::stack) unsafe fn mark(start: NonNull<u8>, length: usize) -> io::Result<()> {
    // SAFETY: as the caller says.
    match unsafe { libc::madvise(start.as_ptr().cast(), length, MADV_GUARD_INSTALL) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Whether the kernel cannot write there. Asked by uname(2), which then says EFAULT instead of faulting.
///
/// # Safety
/// The page is the caller's, and nothing is on it.
pub(in crate::stack) unsafe fn is_out_of_bounds(page: NonNull<u8>) -> bool {
    const { assert!(size_of::<MaybeUninit<libc::utsname>>() <= 4096) };
    // SAFETY: the page has room for the names, and if it cannot be written, the kernel says so.
    unsafe { libc::uname(page.as_ptr().cast()) == -1 }
}
