//! Queue: a [`Poll`] that can be interrupted, counts, and shows on a timeline when it sleeps.

use std::io::{self, ErrorKind};
use std::time::Instant;

use ch01_concurrency::demo::{Fact, fact};
use ch01_concurrency::timeline::{Kind, Lane, Timeline};
use ch04_event_queue::{Events, Poll, Registry};

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
        let result = self.wait_uninterrupted(deadline);
        self.lane.enter(Kind::Running);
        result?;
        self.reported += self.events.iter().count() as u64;
        Ok(&self.events)
    }

    /// A signal ends a wait early: go on with what is left of the time.
    fn wait_uninterrupted(&mut self, deadline: Option<Instant>) -> io::Result<()> {
        loop {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            self.waits += 1;
            match self.poll.poll(&mut self.events, left) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    pub(crate) fn facts(&self) -> [Fact; 2] {
        [
            fact("asked the queue", self.waits),
            fact("events", self.reported),
        ]
    }
}
