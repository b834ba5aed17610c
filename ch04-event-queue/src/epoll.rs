//! The kernel's queue: three system calls.
//!
//! `epoll_create1` makes a queue, which is itself a descriptor. `epoll_ctl` adds a source to it,
//! changes what it is watched for, or takes it out. `epoll_wait` sleeps until something has
//! happened and writes down what. See epoll(7).
//!
//! Every source is edge-triggered: the kernel reports that something *arrived*, once, and not that
//! something is still waiting. So a wait never repeats what it has already said, and costs the
//! same however many sources sit unread.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;
use std::time::Duration;

use libc::c_int;

use crate::event::Event;
use crate::{Interest, Token};

/// A queue in the kernel.
///
/// A source leaves it when its last descriptor is closed, so dropping a socket deregisters it.
#[derive(Debug)]
pub(crate) struct Epoll {
    /// Not inherited across `exec`.
    fd: OwnedFd,
}

impl Epoll {
    pub(crate) fn new() -> io::Result<Epoll> {
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
        // SAFETY: the kernel has just opened `fd`, and this is its only owner.
        let fd = unsafe { OwnedFd::from_raw_fd(fd) };
        Ok(Epoll { fd })
    }

    /// Another descriptor for the same queue.
    pub(crate) fn try_clone(&self) -> io::Result<Epoll> {
        self.fd.try_clone().map(|fd| Epoll { fd })
    }

    /// Replaces `events` by what happens before `timeout` has passed; after an error it is empty.
    #[inline]
    pub(crate) fn wait(
        &self,
        events: &mut Vec<Event>,
        timeout: Option<Duration>,
    ) -> io::Result<()> {
        events.clear();
        let (queue, timeout_ms) = (self.fd.as_raw_fd(), timeout_ms(timeout));
        let room = c_int::try_from(events.capacity()).unwrap_or(c_int::MAX);
        let space = events.as_mut_ptr().cast();
        // SAFETY: the kernel writes at most `room` events, `space` has room for them, and `Event`
        // is `epoll_event` by another name.
        let count = check(unsafe { libc::epoll_wait(queue, space, room, timeout_ms) })?;
        // SAFETY: the kernel has written the first `count` events, and `count <= room`.
        unsafe { events.set_len(count as usize) };
        Ok(())
    }

    /// Adds `source`; fails with EEXIST if it is here already.
    #[inline]
    pub(crate) fn add(&self, source: RawFd, token: Token, interest: Interest) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_ADD, source, token, interest)
    }

    /// Replaces token and interest of `source`; fails with ENOENT if it is not here.
    #[inline]
    pub(crate) fn modify(&self, source: RawFd, token: Token, interest: Interest) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_MOD, source, token, interest)
    }

    /// Takes `source` out; fails with ENOENT if it is not here.
    #[inline]
    pub(crate) fn delete(&self, source: RawFd) -> io::Result<()> {
        let (queue, operation) = (self.fd.as_raw_fd(), libc::EPOLL_CTL_DEL);
        // SAFETY: to delete, the kernel reads no event.
        check(unsafe { libc::epoll_ctl(queue, operation, source, ptr::null_mut()) })?;
        Ok(())
    }

    #[inline]
    fn control(
        &self,
        operation: c_int,
        source: RawFd,
        token: Token,
        interest: Interest,
    ) -> io::Result<()> {
        let queue = self.fd.as_raw_fd();
        let mut event = libc::epoll_event {
            events: flags(interest),
            u64: token.0 as u64,
        };
        // SAFETY: `event` outlives the call, and the kernel keeps a copy, not the pointer.
        check(unsafe { libc::epoll_ctl(queue, operation, source, &mut event) })?;
        Ok(())
    }
}

impl AsFd for Epoll {
    #[inline]
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

/// A system call's result, or the error that it left in `errno`.
#[inline]
pub(crate) fn check(result: c_int) -> io::Result<c_int> {
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(result)
    }
}

/// An interest in the kernel's words. EPOLLRDHUP tells a peer's end of writing from mere data.
#[inline]
fn flags(interest: Interest) -> u32 {
    let mut flags = libc::EPOLLET;
    if interest.is_readable() {
        flags |= libc::EPOLLIN | libc::EPOLLRDHUP;
    }
    if interest.is_writable() {
        flags |= libc::EPOLLOUT;
    }
    if interest.is_priority() {
        flags |= libc::EPOLLPRI;
    }
    flags as u32
}

/// Rounds up: a wait cut to 0 ms would return at once, and its caller would spin until the time
/// is really over. `None` is for ever, -1 to the kernel; its longest time is 24 days.
#[inline]
fn timeout_ms(timeout: Option<Duration>) -> c_int {
    let Some(timeout) = timeout else { return -1 };
    let rest_ms = timeout.subsec_nanos().div_ceil(1_000_000);
    let whole_ms = timeout.as_secs().saturating_mul(1_000);
    c_int::try_from(whole_ms.saturating_add(rest_ms.into())).unwrap_or(c_int::MAX)
}
