//! A connection in the making is reported as a failure: nothing can ever connect.
//!
//! caught by: a_connection_is_made_while_others_go_on
//! says: a connection in the making is no failure
//! hint: What does connect(2) say of a socket that does not block, and of EINPROGRESS?
// in net/socket.rs
pub(super) fn connect(address: &RawAddress) -> io::Result<OwnedFd> {
    let kind = libc::SOCK_STREAM | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
    // SAFETY: the call takes no pointer.
    let fd = check(unsafe { libc::socket(address.family(), kind, 0) })?;
    // SAFETY: the kernel has just opened `fd`, and this is its only owner.
    let socket = unsafe { OwnedFd::from_raw_fd(fd) };
    let (pointer, length) = address.as_c();
    // SAFETY: `pointer` is to `length` initialised bytes, and the kernel keeps a copy.
    check(unsafe { libc::connect(fd, pointer, length) })?;
    Ok(socket)
}
