//! Delay: a leaf that waits for nothing but the clock.

use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use crate::Future;
use crate::net::again;

/// Ready when its time has come, and at each poll after it.
///
/// It looks at the clock whenever it is polled; nothing happens at the deadline itself.
#[derive(Debug, Clone)]
pub struct Delay {
    /// None: farther away than the clock goes.
    deadline: Option<Instant>,
}

impl Delay {
    /// So much time from now.
    pub fn new(duration: Duration) -> Delay {
        Delay {
            deadline: Instant::now().checked_add(duration),
        }
    }
}

impl Future for Delay {
    type Output = ();

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => Poll::Ready(()),
            _ => again(cx),
        }
    }
}
