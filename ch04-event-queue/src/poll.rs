//! The queue as its user sees it.

use std::fmt;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::time::Duration;

use super::checks::Queue;
use super::epoll::Epoll;
use crate::event::Source;
use crate::{Events, Interest, Token};

/// A set of sources, and the kernel's word on which are ready.
///
/// Edge-triggered: a source is reported when something arrives, never because something is
/// waiting. Read it to [`WouldBlock`](io::ErrorKind::WouldBlock) each time, and expect an event to
/// be a hint: by the time you read, there may be nothing.
///
/// The descriptor is closed on drop, and not inherited by a process that this one starts.
pub struct Poll {
    registry: Registry,
}

impl Poll {
    /// An empty queue.
    ///
    /// # Errors
    /// The kernel's, of epoll_create1(2): no descriptor is left, or no memory.
    pub fn new() -> io::Result<Poll> {
        let (epoll, queue) = (Epoll::new()?, Queue::new());
        Ok(Poll {
            registry: Registry { epoll, queue },
        })
    }

    /// Where sources are added and taken out.
    #[inline]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Sleeps until a source has something to report, and puts the reports into `events`, whose
    /// old content is lost: at most its capacity, the rest next time, one for each source.
    ///
    /// With a `timeout` it sleeps no longer than that, rounded up to whole milliseconds, and then
    /// leaves `events` empty.
    ///
    /// # Errors
    /// [`Interrupted`](io::ErrorKind::Interrupted) when a signal handler has run: wait again, for
    /// what is left of the time. [`InvalidInput`](io::ErrorKind::InvalidInput) for a capacity of 0.
    #[inline]
    pub fn poll(&mut self, events: &mut Events, timeout: Option<Duration>) -> io::Result<()> {
        self.registry.epoll.wait(events.buffer(), timeout)
    }
}

impl AsRawFd for Poll {
    fn as_raw_fd(&self) -> RawFd {
        self.registry.as_raw_fd()
    }
}

impl fmt::Debug for Poll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poll").finish()
    }
}

/// The half of a [`Poll`] that any thread may use, also while another one waits.
pub struct Registry {
    epoll: Epoll,
    /// What debug builds check registrations by.
    queue: Queue,
}

impl Registry {
    /// From now on, reports about `source` what `interests` says, under `token`. What is ready
    /// already counts as arriving now.
    ///
    /// Dropping the source ends this; so does [`deregister`](Self::deregister).
    ///
    /// # Errors
    /// The kernel's, of epoll_ctl(2). [`AlreadyExists`](io::ErrorKind::AlreadyExists) for a source
    /// that is registered; debug builds say so for another queue's sources too.
    #[inline]
    pub fn register<S>(&self, source: &mut S, token: Token, interests: Interest) -> io::Result<()>
    where
        S: Source + ?Sized,
    {
        source.register(self, token, interests)
    }

    /// Replaces token and interests of a registered source. What is ready counts as arriving now.
    ///
    /// # Errors
    /// [`NotFound`](io::ErrorKind::NotFound) for a source that is not registered; for one that is
    /// with another queue, debug builds say [`AlreadyExists`](io::ErrorKind::AlreadyExists).
    #[inline]
    pub fn reregister<S>(&self, source: &mut S, token: Token, interests: Interest) -> io::Result<()>
    where
        S: Source + ?Sized,
    {
        source.reregister(self, token, interests)
    }

    /// Reports `source` no more. Events that a wait has already delivered stay where they are.
    ///
    /// # Errors
    /// [`NotFound`](io::ErrorKind::NotFound) for a source that is not registered here.
    #[inline]
    pub fn deregister<S>(&self, source: &mut S) -> io::Result<()>
    where
        S: Source + ?Sized,
    {
        source.deregister(self)
    }

    /// Another handle to the same queue, for another thread to own.
    ///
    /// The kernel's queue lives until the [`Poll`] and every clone are gone.
    ///
    /// # Errors
    /// The kernel's, when no descriptor is left.
    pub fn try_clone(&self) -> io::Result<Registry> {
        let (epoll, queue) = (self.epoll.try_clone()?, self.queue.clone());
        Ok(Registry { epoll, queue })
    }

    #[inline]
    pub(crate) fn epoll(&self) -> &Epoll {
        &self.epoll
    }

    #[inline]
    pub(crate) fn queue(&self) -> &Queue {
        &self.queue
    }
}

impl AsFd for Registry {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.epoll.as_fd()
    }
}

impl AsRawFd for Registry {
    fn as_raw_fd(&self) -> RawFd {
        self.as_fd().as_raw_fd()
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").finish()
    }
}
