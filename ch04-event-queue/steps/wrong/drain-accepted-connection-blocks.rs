//! The accepted connection blocks: a drain's last read, which is to say `WouldBlock`, puts the
//! thread to sleep until that one peer sends more.
//!
//! caught by: an_accepted_connection_neither_blocks_nor_is_inherited
//! says: its drain would never come to an end
//! hint: Does an accepted socket inherit the listener's O_NONBLOCK? See accept4(2), and its flags.
// in net/socket.rs
pub(super) fn accept(listener: impl AsFd) -> io::Result<(OwnedFd, RawAddress)> {
    let listener = listener.as_fd().as_raw_fd();
    let mut address = RawAddress::EMPTY;
    let (pointer, length) = address.as_c_mut();
    // SAFETY: `pointer` is to `length` bytes, and the kernel writes no more than that.
    let fd = check(unsafe { libc::accept4(listener, pointer, length, libc::SOCK_CLOEXEC) })?;
    // SAFETY: the kernel has just opened `fd`, and this is its only owner.
    Ok((unsafe { OwnedFd::from_raw_fd(fd) }, address))
}
