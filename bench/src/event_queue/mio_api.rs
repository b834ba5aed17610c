//! Ours and mio: the same API, so the same text for both.

/// A contender named `$name` on the crate `$queue`.
macro_rules! contender {
    ($name:ident, $queue:ident) => {
        #[derive(Debug)]
        pub(super) struct $name {
            poll: $queue::Poll,
            events: $queue::Events,
        }

        impl Queue for $name {
            type Waker = $queue::Waker;

            fn new() -> io::Result<Self> {
                Ok(Self {
                    poll: $queue::Poll::new()?,
                    events: $queue::Events::with_capacity(CAPACITY),
                })
            }

            fn add(&mut self, source: BorrowedFd<'_>, key: usize) -> io::Result<()> {
                self.poll.registry().register(
                    &mut $queue::unix::SourceFd(&source.as_raw_fd()),
                    $queue::Token(key),
                    $queue::Interest::READABLE,
                )
            }

            fn remove(&mut self, source: BorrowedFd<'_>) -> io::Result<()> {
                let registry = self.poll.registry();
                registry.deregister(&mut $queue::unix::SourceFd(&source.as_raw_fd()))
            }

            fn wait(&mut self, mut readable: impl FnMut(usize)) -> io::Result<()> {
                self.poll.poll(&mut self.events, None)?;
                for event in &self.events {
                    if event.is_readable() {
                        readable(event.token().0);
                    }
                }
                Ok(())
            }

            fn waker(&self) -> io::Result<Self::Waker> {
                $queue::Waker::new(self.poll.registry(), $queue::Token(WAKER_KEY))
            }

            fn wake(waker: &Self::Waker) -> io::Result<()> {
                waker.wake()
            }
        }
    };
}

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use super::{CAPACITY, Queue, WAKER_KEY};

contender!(Ours, ch04_event_queue);
contender!(Mio, mio);
