//! What every Unix has: mmap(2), munmap(2), mprotect(2).

use std::io;
use std::ptr::{self, NonNull};

use libc::c_int;

pub(in crate::stack) fn page_size() -> usize {
    // SAFETY: the call takes no pointer.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(size).expect("every Unix has a page size")
}

pub(in crate::stack) fn guard_size(page: usize) -> usize {
    page
}

pub(super) fn map(length: usize, flags: c_int) -> io::Result<NonNull<u8>> {
    let access = libc::PROT_READ | libc::PROT_WRITE;
    let flags = flags | libc::MAP_PRIVATE | libc::MAP_ANON;
    // SAFETY: the kernel chooses a place where nothing is.
    let start = unsafe { libc::mmap(ptr::null_mut(), length, access, flags, -1, 0) };
    if start == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    Ok(NonNull::new(start.cast()).expect("nothing is mapped at address 0"))
}

/// # Safety
/// The pages are a whole mapping, and nobody uses them any more.
pub(in crate::stack) unsafe fn release(start: NonNull<u8>, length: usize) {
    // SAFETY: as the caller says.
    let result = unsafe { libc::munmap(start.as_ptr().cast(), length) };
    debug_assert_eq!(result, 0, "a whole mapping can always be given back");
}

/// # Safety
/// The pages are the caller's, and nothing is on them.
pub(in crate::stack) unsafe fn protect(start: NonNull<u8>, length: usize) -> io::Result<()> {
    // SAFETY: as the caller says.
    match unsafe { libc::mprotect(start.as_ptr().cast(), length, libc::PROT_NONE) } {
        0 => Ok(()),
        _ => Err(explained(io::Error::last_os_error())),
    }
}

/// ENOMEM is hardly ever a lack of memory here.
fn explained(error: io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(libc::ENOMEM) => io::Error::new(
            error.kind(),
            "no guard page for another stack: each splits a mapping, and a process may have only so many \
             (on Linux, sysctl vm.max_map_count; from Linux 6.13 on, nothing is split)",
        ),
        _ => error,
    }
}
