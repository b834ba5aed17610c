//! The source that every workload waits for: a counter in the kernel, `eventfd(2)`.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, FromRawFd, OwnedFd};

/// Descriptors a sample has besides its sources.
const OTHER_DESCRIPTORS: usize = 32;

/// Readable while its count is not zero.
#[derive(Debug)]
pub(super) struct EventFd(File);

impl EventFd {
    pub(super) fn new() -> io::Result<Self> {
        // SAFETY: takes no pointers.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the kernel has just opened `fd`, and this is its only owner.
        Ok(Self(unsafe { File::from_raw_fd(fd) }))
    }

    /// Adds one to the count. One write is enough: the kernel takes all eight bytes or none.
    pub(super) fn signal(&self) -> io::Result<()> {
        (&self.0).write(&1u64.to_ne_bytes()).map(drop)
    }

    /// Sets the count, which must not be zero, to zero.
    pub(super) fn clear(&self) -> io::Result<()> {
        (&self.0).read(&mut [0; 8]).map(drop)
    }

    /// Another descriptor of the same count.
    pub(super) fn duplicate(&self) -> io::Result<OwnedFd> {
        self.0.as_fd().try_clone_to_owned()
    }
}

impl AsFd for EventFd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// Raises this process's descriptor limit as far as it may, if it is too low for `sources`.
pub(super) fn allow_descriptors(sources: usize) -> io::Result<()> {
    let needed = (sources + OTHER_DESCRIPTORS) as libc::rlim_t;
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: `limit` is a valid `rlimit` to write to.
    if unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) } != 0 {
        return Err(io::Error::last_os_error());
    }
    if limit.rlim_cur >= needed {
        return Ok(());
    }
    if limit.rlim_max < needed {
        let hard = limit.rlim_max;
        return Err(io::Error::other(format!(
            "hard limit of {hard} descriptors is too low: this workload needs {needed}"
        )));
    }
    limit.rlim_cur = limit.rlim_max;
    // SAFETY: `limit` is a valid `rlimit` to read.
    if unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) } != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
