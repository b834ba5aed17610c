//! Queue: a [`Poll`] that can be interrupted, counts, and shows on a timeline when it sleeps.

use std::io;
use std::time::Instant;

use ch01_concurrency::demo::{Fact, fact};
use ch01_concurrency::timeline::{Kind, Lane, Timeline};
use ch04_event_queue::{Events, Poll, Registry};

use super::wait::wait_until;

/// Events taken at a time. What does not fit comes with the next wait.
const CAPACITY: usize = 256;

pub(crate) struct Queue {
    poll: Poll,
    events: Events,
    /// The one thread.
    lane: Lane,
    waits: u64,
    reported: u64,
}

impl Queue {
    pub(crate) fn new(timeline: &Timeline) -> io::Result<Queue> {
        let lane = timeline.lane("the thread");
        lane.enter(Kind::Running);
        let (poll, events) = (Poll::new()?, Events::with_capacity(CAPACITY));
        Ok(Queue {
            poll,
            events,
            lane,
            waits: 0,
            reported: 0,
        })
    }

    pub(crate) fn registry(&self) -> &Registry {
        self.poll.registry()
    }

    /// Waits until something happens, but not beyond the deadline.
    pub(crate) fn wait(&mut self, deadline: Option<Instant>) -> io::Result<&Events> {
        self.lane.enter_with(Kind::Waiting, "the queue");
        let result = wait_until(deadline, |left| {
            self.waits += 1;
            self.poll.poll(&mut self.events, left)
        });
        self.lane.enter(Kind::Running);
        result?;
        self.reported += self.events.iter().count() as u64;
        Ok(&self.events)
    }

    pub(crate) fn facts(&self) -> [Fact; 2] {
        [
            fact("asked the queue", self.waits),
            fact("events", self.reported),
        ]
    }
}
