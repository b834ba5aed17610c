//! What a wait reports, and what can be waited for.

use std::fmt;

use libc::c_int;

use crate::Token;

pub use super::events::{Events, Iter};
pub use super::source::Source;

/// One source's readiness: all that arrived since it was last reported.
///
/// A hint: what it says may be over by the time you act on it, so the read or write decides. Only
/// [`is_readable`](Self::is_readable) and [`is_writable`](Self::is_writable) mean the same on
/// every system. A stream socket's close or error sets at least one of the two that was asked for;
/// a pipe's, or a datagram socket's error, may set neither, and shows as
/// [`is_read_closed`](Self::is_read_closed) or [`is_write_closed`](Self::is_write_closed) alone.
#[derive(Clone)]
#[repr(transparent)]
pub struct Event {
    /// As the kernel wrote it.
    inner: libc::epoll_event,
}

impl Event {
    /// The name under which the source is registered.
    #[inline]
    pub fn token(&self) -> Token {
        Token(self.inner.u64 as usize)
    }

    /// Whether there is something to read or to accept, urgent data included.
    #[inline]
    pub fn is_readable(&self) -> bool {
        self.has(libc::EPOLLIN) || self.has(libc::EPOLLPRI)
    }

    /// Whether there is room to write, or a connection was made or refused.
    #[inline]
    pub fn is_writable(&self) -> bool {
        self.has(libc::EPOLLOUT)
    }

    /// Whether the source has failed: the next call on it says how.
    #[inline]
    pub fn is_error(&self) -> bool {
        self.has(libc::EPOLLERR)
    }

    /// Whether nothing more can arrive: the peer has ended its half, or both halves are closed.
    #[inline]
    pub fn is_read_closed(&self) -> bool {
        self.has(libc::EPOLLHUP) || (self.has(libc::EPOLLIN) && self.has(libc::EPOLLRDHUP))
    }

    /// Whether nothing more can be sent: both halves are closed, or the connection has failed, or
    /// a pipe's reader is gone. That last is an error, and nothing beside it unless room was asked
    /// for; a datagram that was refused looks the same, although the next may be taken.
    #[inline]
    pub fn is_write_closed(&self) -> bool {
        self.has(libc::EPOLLHUP)
            || (self.has(libc::EPOLLOUT) && self.has(libc::EPOLLERR))
            || self.inner.events == libc::EPOLLERR as u32
    }

    /// Whether data has arrived that overtakes the rest.
    #[inline]
    pub fn is_priority(&self) -> bool {
        self.has(libc::EPOLLPRI)
    }

    /// Whether a POSIX AIO request has ended: never on epoll.
    #[inline]
    pub fn is_aio(&self) -> bool {
        false
    }

    /// Whether a `lio_listio` request has ended: never on epoll.
    #[inline]
    pub fn is_lio(&self) -> bool {
        false
    }

    #[inline]
    fn has(&self, flag: c_int) -> bool {
        self.inner.events & flag as u32 != 0
    }
}

/// The plain form answers every question above; `{:#?}` adds what the kernel said.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with_details = f.alternate();
        let mut event = f.debug_struct("Event");
        event
            .field("token", &self.token())
            .field("readable", &self.is_readable())
            .field("writable", &self.is_writable())
            .field("error", &self.is_error())
            .field("read_closed", &self.is_read_closed())
            .field("write_closed", &self.is_write_closed())
            .field("priority", &self.is_priority())
            .field("aio", &self.is_aio())
            .field("lio", &self.is_lio());
        if with_details {
            event.field("details", &Details(self));
        }
        event.finish()
    }
}

/// An event as the C structure that it is.
struct Details<'a>(&'a Event);

impl fmt::Debug for Details<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By value: the fields of a packed structure cannot be borrowed.
        let libc::epoll_event { events, u64: token } = self.0.inner;
        f.debug_struct("epoll_event")
            .field("events", &Flags(events))
            .field("u64", &token)
            .finish()
    }
}

struct Flags(u32);

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set: Vec<&str> = FLAG_NAMES
            .iter()
            .filter(|(flag, _)| self.0 & *flag as u32 != 0)
            .map(|(_, name)| *name)
            .collect();
        match set.is_empty() {
            true => f.write_str("(empty)"),
            false => f.write_str(&set.join("|")),
        }
    }
}

const FLAG_NAMES: [(c_int, &str); 15] = [
    (libc::EPOLLIN, "EPOLLIN"),
    (libc::EPOLLPRI, "EPOLLPRI"),
    (libc::EPOLLOUT, "EPOLLOUT"),
    (libc::EPOLLRDNORM, "EPOLLRDNORM"),
    (libc::EPOLLRDBAND, "EPOLLRDBAND"),
    (libc::EPOLLWRNORM, "EPOLLWRNORM"),
    (libc::EPOLLWRBAND, "EPOLLWRBAND"),
    (libc::EPOLLMSG, "EPOLLMSG"),
    (libc::EPOLLERR, "EPOLLERR"),
    (libc::EPOLLHUP, "EPOLLHUP"),
    (libc::EPOLLET, "EPOLLET"),
    (libc::EPOLLRDHUP, "EPOLLRDHUP"),
    (libc::EPOLLONESHOT, "EPOLLONESHOT"),
    (libc::EPOLLEXCLUSIVE, "EPOLLEXCLUSIVE"),
    (libc::EPOLLWAKEUP, "EPOLLWAKEUP"),
];
