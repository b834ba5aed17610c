//! What a page allows, asked from the kernel: it says EFAULT where the program would fault.

use std::fs::File;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

/// How large a page is, in bytes.
pub(crate) fn page_size() -> usize {
    // SAFETY: the call takes no pointer.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(size).expect("there are pages")
}

/// Whether the byte is there to be read: a pipe takes it, or cannot have it.
pub(crate) fn can_be_read(address: *const u8) -> bool {
    let mut ends = [0; 2];
    // SAFETY: there is room for both.
    let made = unsafe { libc::pipe(ends.as_mut_ptr()) };
    assert_eq!(made, 0, "a pipe could not be made");
    // SAFETY: the kernel has just opened both, and nobody else owns them.
    let [_reader, writer] = ends.map(|end| File::from(unsafe { OwnedFd::from_raw_fd(end) }));
    // SAFETY: the kernel reads one byte, or says that it cannot.
    unsafe { libc::write(writer.as_raw_fd(), address.cast(), 1) == 1 }
}

/// Whether anything is mapped where the page begins, even if it cannot be touched: msync(2) says ENOMEM if not.
pub(crate) fn is_mapped(page: *mut u8) -> bool {
    // SAFETY: nothing of a file is there that could be written.
    unsafe { libc::msync(page.cast(), 1, libc::MS_ASYNC) == 0 }
}

/// How much memory the process has in use, in bytes; 0 where the system does not say.
pub(crate) fn resident_bytes() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|line| line.split(' ').nth(1)?.parse::<usize>().ok());
    pages.unwrap_or(0) * page_size()
}
