//! How many descriptors are open.

use std::os::fd::RawFd;

/// Those of the whole process: what other tests have open meanwhile is counted, too.
///
/// A count, and not the number of a new descriptor, since the kernel gives out the lowest that is
/// free: it may be below all that have leaked.
pub(crate) fn open_descriptors() -> usize {
    // SAFETY: the call takes no pointer, and changes nothing.
    let is_open = |fd: &RawFd| unsafe { libc::fcntl(*fd, libc::F_GETFD) } != -1;
    (0..1_024).filter(is_open).count()
}
