//! The socket gets an owner only when all has gone well: each connection that fails at once leaks
//! its descriptor.
//!
//! caught by: a_connection_that_fails_at_once_leaves_no_descriptor
//! says: failures a new socket got number
//! hint: From which line on is the socket open, and from which has it an owner?
// in net/socket.rs
pub(super) fn connect(address: &RawAddress) -> io::Result<OwnedFd> {
    let kind = libc::SOCK_STREAM | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
    // SAFETY: the call takes no pointer.
    let fd = check(unsafe { libc::socket(address.family(), kind, 0) })?;
    let (pointer, length) = address.as_c();
    // SAFETY: `pointer` is to `length` initialised bytes, and the kernel keeps a copy.
    match check(unsafe { libc::connect(fd, pointer, length) }) {
        Err(error) if error.raw_os_error() != Some(libc::EINPROGRESS) => Err(error),
        // SAFETY: the kernel has opened `fd`, and this is its only owner.
        _ => Ok(unsafe { OwnedFd::from_raw_fd(fd) }),
    }
}
