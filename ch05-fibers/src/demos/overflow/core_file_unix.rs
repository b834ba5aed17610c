//! Core file: an image of the memory of a process that was killed. See core(5).

use std::io;

/// From now on, this process leaves none.
pub(super) fn forbid() -> io::Result<()> {
    let none = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: `none` is a live rlimit, which the call only reads.
    match unsafe { libc::setrlimit(libc::RLIMIT_CORE, &none) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
