//! Timers: whose time is up when.

use std::collections::BTreeMap;
use std::time::Instant;

use super::ticket::Ticket;

/// Tickets in the order of their deadlines; those with the same one in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Timers {
    waiting: BTreeMap<Timer, Ticket>,
    count: u64,
}

/// What a timer is cancelled by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Timer {
    deadline: Instant,
    number: u64,
}

impl Timers {
    pub(super) fn add(&mut self, deadline: Instant, ticket: Ticket) -> Timer {
        self.count += 1;
        let timer = Timer {
            deadline,
            number: self.count,
        };
        self.waiting.insert(timer, ticket);
        timer
    }

    /// Nothing, if it has expired.
    pub(super) fn cancel(&mut self, timer: Timer) {
        self.waiting.remove(&timer);
    }

    /// When the first one is due.
    pub(super) fn next(&self) -> Option<Instant> {
        self.waiting
            .first_key_value()
            .map(|(timer, _)| timer.deadline)
    }

    /// Takes out the first one that is due.
    pub(super) fn pop_due(&mut self, now: Instant) -> Option<Ticket> {
        let first = self.waiting.first_entry()?;
        (first.key().deadline <= now).then(|| first.remove())
    }
}
