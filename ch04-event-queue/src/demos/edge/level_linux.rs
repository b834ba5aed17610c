//! Level-triggered, on epoll: the same registration with one flag fewer.
//!
//! Anyone can write a [`Source`]; this one talks to the queue's descriptor itself.

use std::io::{self, Read};
use std::os::fd::{AsRawFd, RawFd};

use ch04_event_queue::event::Source;
use ch04_event_queue::net::TcpStream;
use ch04_event_queue::{Interest, Registry, Token};

/// How to make a stream level-triggered.
pub(super) fn triggered() -> Option<fn(TcpStream) -> LevelTriggered> {
    Some(LevelTriggered)
}

/// A stream that is reported for reading as long as there is something to read.
pub(super) struct LevelTriggered(TcpStream);

impl Read for LevelTriggered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Source for LevelTriggered {
    fn register(&mut self, registry: &Registry, token: Token, _: Interest) -> io::Result<()> {
        control(registry, libc::EPOLL_CTL_ADD, self.0.as_raw_fd(), token)
    }

    fn reregister(&mut self, registry: &Registry, token: Token, _: Interest) -> io::Result<()> {
        control(registry, libc::EPOLL_CTL_MOD, self.0.as_raw_fd(), token)
    }

    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        control(registry, libc::EPOLL_CTL_DEL, self.0.as_raw_fd(), Token(0))
    }
}

/// Asks for `EPOLLIN`, and not for `EPOLLET`.
fn control(registry: &Registry, operation: i32, fd: RawFd, token: Token) -> io::Result<()> {
    let events = libc::EPOLLIN as u32;
    let mut event = libc::epoll_event {
        events,
        u64: token.0 as u64,
    };
    // SAFETY: `event` is a live epoll_event, which the call only reads.
    match unsafe { libc::epoll_ctl(registry.as_raw_fd(), operation, fd, &mut event) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
