//! Delay: a leaf that is woken when its time has come.

use std::fmt;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use ch06_futures::Future;

use crate::executor::current_reactor;
use crate::reactor::{Entry, Handle};

/// Ready when its time has come, and at each poll after it. Chapter 6's, but it sleeps until then.
pub struct Delay {
    /// None: farther away than the clock goes.
    deadline: Option<Instant>,
    /// Its place among the timers, since it was first polled in vain.
    entry: Option<Entry>,
    /// None: that of who polls it first.
    reactor: Option<Handle>,
}

impl Delay {
    /// So much time from now, by the reactor of who polls it first. Outside of a runtime a poll panics that would have to
    /// wait, and so it does where the reactor is over.
    pub fn new(duration: Duration) -> Delay {
        Delay {
            deadline: Instant::now().checked_add(duration),
            entry: None,
            reactor: None,
        }
    }

    /// The same, by this reactor.
    pub fn by(reactor: &Handle, duration: Duration) -> Delay {
        let mut delay = Delay::new(duration);
        delay.reactor = Some(reactor.clone());
        delay
    }
}

impl Future for Delay {
    type Output = ();

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self
            .deadline
            .is_some_and(|deadline| Instant::now() >= deadline)
        {
            return Poll::Ready(());
        }
        let reactor = self.reactor.get_or_insert_with(|| current_reactor("Delay"));
        if let Some(deadline) = self.deadline {
            reactor.set_timer(&mut self.entry, deadline, cx.waker());
        }
        Poll::Pending
    }
}

impl Drop for Delay {
    fn drop(&mut self) {
        if let (Some(entry), Some(reactor)) = (self.entry, &self.reactor) {
            reactor.clear_timer(entry);
        }
    }
}

impl fmt::Debug for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delay")
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
