//! The floor: `epoll_wait` in a loop, with no library in it.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr;

use super::eventfd::EventFd;
use super::{CAPACITY, Queue, WAKER_KEY};

#[derive(Debug)]
pub(super) struct Epoll {
    epoll: OwnedFd,
    events: [libc::epoll_event; CAPACITY],
}

impl Epoll {
    fn register(&self, source: BorrowedFd<'_>, key: usize) -> io::Result<()> {
        let mut event = libc::epoll_event {
            events: (libc::EPOLLIN | libc::EPOLLRDHUP | libc::EPOLLET) as u32,
            u64: key as u64,
        };
        let (epoll, source) = (self.epoll.as_raw_fd(), source.as_raw_fd());
        // SAFETY: `event` is valid for the call; the kernel keeps a copy.
        check(unsafe { libc::epoll_ctl(epoll, libc::EPOLL_CTL_ADD, source, &mut event) }).map(drop)
    }
}

impl Queue for Epoll {
    type Waker = EventFd;

    fn new() -> io::Result<Self> {
        // SAFETY: takes no pointers.
        let epoll = check(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
        Ok(Self {
            // SAFETY: the kernel has just opened it, and this is its only owner.
            epoll: unsafe { OwnedFd::from_raw_fd(epoll) },
            events: [libc::epoll_event { events: 0, u64: 0 }; CAPACITY],
        })
    }

    fn add(&mut self, source: BorrowedFd<'_>, key: usize) -> io::Result<()> {
        self.register(source, key)
    }

    fn remove(&mut self, source: BorrowedFd<'_>) -> io::Result<()> {
        let (epoll, source) = (self.epoll.as_raw_fd(), source.as_raw_fd());
        // SAFETY: a removal takes no event, says epoll_ctl(2): null since Linux 2.6.9.
        check(unsafe { libc::epoll_ctl(epoll, libc::EPOLL_CTL_DEL, source, ptr::null_mut()) })
            .map(drop)
    }

    fn wait(&mut self, mut readable: impl FnMut(usize)) -> io::Result<()> {
        let (epoll, events) = (self.epoll.as_raw_fd(), self.events.as_mut_ptr());
        // SAFETY: `events` has room for `CAPACITY` events.
        let count = check(unsafe { libc::epoll_wait(epoll, events, CAPACITY as i32, -1) })?;
        for event in &self.events[..count as usize] {
            if event.events & libc::EPOLLIN as u32 != 0 {
                readable(event.u64 as usize);
            }
        }
        Ok(())
    }

    fn waker(&self) -> io::Result<EventFd> {
        let waker = EventFd::new()?;
        self.register(waker.as_fd(), WAKER_KEY)?;
        Ok(waker)
    }

    fn wake(waker: &EventFd) -> io::Result<()> {
        waker.signal()
    }
}

fn check(result: libc::c_int) -> io::Result<libc::c_int> {
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(result)
}
