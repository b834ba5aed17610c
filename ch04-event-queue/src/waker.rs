//! How another thread ends a wait.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use super::epoll::check;
use crate::{Interest, Registry, Token};

/// Wakes the thread that waits on a [`Poll`](crate::Poll), from any other.
///
/// It is a source like the rest, and its event comes under its own token. Wakes that come before
/// the wait are not lost, and many of them may be reported as one. One for each queue; share it
/// in an [`Arc`](std::sync::Arc), and keep it for as long as wakes are to arrive.
///
/// ```
/// use std::thread;
/// use ch04_event_queue::{Events, Poll, Token, Waker};
///
/// let (mut poll, mut events) = (Poll::new()?, Events::with_capacity(8));
/// let waker = Waker::new(poll.registry(), Token(9))?;
/// thread::scope(|threads| {
///     threads.spawn(|| waker.wake());
///     poll.poll(&mut events, None)
/// })?;
/// assert_eq!(events.iter().next().map(|event| event.token()), Some(Token(9)));
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Waker {
    /// A counter in the kernel, see eventfd(2). Each wake adds one to it, which to an
    /// edge-triggered queue is an arrival; so nobody needs to read it, until it is full.
    counter: File,
}

impl Waker {
    /// A waker whose events come under `token`.
    ///
    /// # Errors
    /// The kernel's, when no descriptor is left.
    ///
    /// # Panics
    /// In debug builds, if the queue has had a waker before.
    pub fn new(registry: &Registry, token: Token) -> io::Result<Waker> {
        registry.queue().claim_waker();
        // SAFETY: the call takes no pointer.
        let fd = check(unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) })?;
        // SAFETY: the kernel has just opened `fd`, and this is its only owner.
        let counter = File::from(unsafe { OwnedFd::from_raw_fd(fd) });
        registry
            .epoll()
            .add(counter.as_raw_fd(), token, Interest::READABLE)?;
        Ok(Waker { counter })
    }

    /// Ends the wait that is on, or else the next one.
    ///
    /// # Errors
    /// The kernel's, of write(2); there is no known reason for one.
    pub fn wake(&self) -> io::Result<()> {
        match (&self.counter).write(&1_u64.to_ne_bytes()) {
            Ok(_) => Ok(()),
            // Full, after 2^64 - 2 wakes: empty it, for the next one is what counts.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.reset()?;
                self.wake()
            }
            Err(error) => Err(error),
        }
    }

    /// Sets the counter to zero; another thread may have done so first.
    fn reset(&self) -> io::Result<()> {
        match (&self.counter).read(&mut [0; 8]) {
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error),
            _ => Ok(()),
        }
    }
}
