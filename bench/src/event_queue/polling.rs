//! polling, in its edge-triggered mode: its default, oneshot, would need a re-arm a source a wait.

use std::io;
use std::num::NonZeroUsize;
use std::os::fd::BorrowedFd;
use std::sync::Arc;

use polling::{Event, Events, PollMode, Poller};

use super::{CAPACITY, Queue};

#[derive(Debug)]
pub(super) struct Polling {
    /// Shared with the waker, which is the poller itself.
    poller: Arc<Poller>,
    events: Events,
}

impl Queue for Polling {
    type Waker = Arc<Poller>;

    fn new() -> io::Result<Self> {
        let capacity = NonZeroUsize::new(CAPACITY).expect("a constant above zero");
        Ok(Self {
            poller: Arc::new(Poller::new()?),
            events: Events::with_capacity(capacity),
        })
    }

    fn add(&mut self, source: BorrowedFd<'_>, key: usize) -> io::Result<()> {
        // SAFETY: the source stays open while it is registered, says `Queue::add`; and on epoll,
        // which this is, closing a descriptor takes it out.
        unsafe {
            self.poller
                .add_with_mode(&source, Event::readable(key), PollMode::Edge)
        }
    }

    fn remove(&mut self, source: BorrowedFd<'_>) -> io::Result<()> {
        self.poller.delete(source)
    }

    fn wait(&mut self, mut readable: impl FnMut(usize)) -> io::Result<()> {
        self.events.clear();
        self.poller.wait(&mut self.events, None)?;
        for event in self.events.iter() {
            if event.readable {
                readable(event.key);
            }
        }
        Ok(())
    }

    fn waker(&self) -> io::Result<Self::Waker> {
        Ok(Arc::clone(&self.poller))
    }

    fn wake(waker: &Self::Waker) -> io::Result<()> {
        waker.notify()
    }
}
