//! Descriptors: how many this process may have open.

use std::io;

/// Raises the limit to `wanted`, or to the most that this user is allowed, and gives it. A limit
/// that is higher already stays.
///
/// # Errors
///
/// The kernel's; see getrlimit(2).
pub fn raise_limit(wanted: u64) -> io::Result<u64> {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: `limit` is a live rlimit, and the call writes nothing else.
    check(unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) })?;
    // No higher: macOS says that no limit at all may be had, and then refuses to give it.
    let wanted = libc::rlim_t::try_from(wanted).unwrap_or(libc::rlim_t::MAX);
    limit.rlim_cur = limit.rlim_cur.max(wanted.min(limit.rlim_max));
    // SAFETY: `limit` is a live rlimit, which the call only reads.
    check(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) })?;
    Ok(as_u64(limit.rlim_cur))
}

/// The type has a sign on some systems, but the kernel's limits have none.
fn as_u64(limit: impl TryInto<u64>) -> u64 {
    limit.try_into().unwrap_or(u64::MAX)
}

fn check(result: libc::c_int) -> io::Result<()> {
    if result == -1 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}
