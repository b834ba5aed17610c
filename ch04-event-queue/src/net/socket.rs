//! The system calls that std makes only in their blocking form.
//!
//! None is repeated after EINTR: it comes back as [`Interrupted`](io::ErrorKind::Interrupted).

use std::io;
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};

use libc::c_int;

use super::address::RawAddress;
use crate::backend::epoll::check;

/// A stream socket on its way to `address`: it becomes writable when it has arrived, or failed.
pub(super) fn connect(address: &RawAddress) -> io::Result<OwnedFd> {
    let kind = libc::SOCK_STREAM | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
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

/// The first connection that waits at `listener`, and its peer's address.
pub(super) fn accept(listener: impl AsFd) -> io::Result<(OwnedFd, RawAddress)> {
    let listener = listener.as_fd().as_raw_fd();
    let flags = libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
    let mut address = RawAddress::EMPTY;
    let (pointer, length) = address.as_c_mut();
    // SAFETY: `pointer` is to `length` bytes, and the kernel writes no more than that.
    let fd = check(unsafe { libc::accept4(listener, pointer, length, flags) })?;
    // SAFETY: the kernel has just opened `fd`, and this is its only owner.
    Ok((unsafe { OwnedFd::from_raw_fd(fd) }, address))
}

/// Whether an IPv6 socket keeps IPv4 out, see ipv6(7).
pub(super) fn only_v6(socket: impl AsFd) -> io::Result<bool> {
    let socket = socket.as_fd().as_raw_fd();
    let (level, option) = (libc::IPPROTO_IPV6, libc::IPV6_V6ONLY);
    let mut value: c_int = 0;
    let mut length = size_of_val(&value) as libc::socklen_t;
    let pointer = (&raw mut value).cast();
    // SAFETY: `pointer` is to `length` bytes, and the kernel writes no more than that.
    check(unsafe { libc::getsockopt(socket, level, option, pointer, &mut length) })?;
    Ok(value != 0)
}
