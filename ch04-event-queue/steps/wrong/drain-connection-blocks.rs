//! The socket blocks: `connect` puts the thread to sleep until the peer answers, and every read
//! after it until the peer sends.
//!
//! caught by: a_connection_in_the_making_neither_blocks_nor_is_inherited
//! says: its drain would never come to an end
//! caught by: nobody_waits_until_a_connection_is_made
//! says: `connect` waited until the connection was made
//! hint: Is the socket one that does not block, and from which line on? See SOCK_NONBLOCK in socket(2).
// in net/socket.rs
pub(super) fn connect(address: &RawAddress) -> io::Result<OwnedFd> {
    let kind = libc::SOCK_STREAM | libc::SOCK_CLOEXEC;
    // SAFETY: the call takes no pointer.
    let fd = check(unsafe { libc::socket(address.family(), kind, 0) })?;
    // SAFETY: the kernel has just opened `fd`, and this is its only owner.
    let socket = unsafe { OwnedFd::from_raw_fd(fd) };
    let (pointer, length) = address.as_c();
    // SAFETY: `pointer` is to `length` initialised bytes, and the kernel keeps a copy.
    match check(unsafe { libc::connect(fd, pointer, length) }) {
        Err(error) if error.raw_os_error() != Some(libc::EINPROGRESS) => Err(error),
        _ => Ok(socket),
    }
}
