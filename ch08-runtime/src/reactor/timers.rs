//! Timers: who waits for which moment, the earliest first.
//!
//! An ordered map: to set, to clear and to find the next are each a matter of a few comparisons. Chapter 10 has a wheel,
//! where the number of timers makes no difference.

use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::task::Waker;
use std::time::Instant;

/// The place of a timer. The number tells timers of one moment apart.
pub(crate) type Entry = (Instant, u64);

#[derive(Debug, Default)]
pub(super) struct Timers {
    wakers: BTreeMap<Entry, Waker>,
    /// How many there have been.
    count: u64,
    /// Until when the reactor sleeps, if it does because of timers; else as long as it takes.
    sleeps_until: Option<Instant>,
}

impl Timers {
    /// Puts a waker into the entry's place, or a new one. Gives the former one, and whether the reactor sleeps longer
    /// than this one may wait.
    pub(super) fn set(
        &mut self,
        entry: &mut Option<Entry>,
        deadline: Instant,
        waker: Waker,
    ) -> (Option<Waker>, bool) {
        let place = *entry.get_or_insert_with(|| {
            self.count += 1;
            (deadline, self.count)
        });
        if let Some(former) = self.wakers.insert(place, waker) {
            return (Some(former), false);
        }
        let is_too_late = self.sleeps_until.is_none_or(|until| deadline < until);
        if is_too_late {
            self.sleeps_until = Some(deadline);
        }
        (None, is_too_late)
    }

    pub(super) fn clear(&mut self, entry: Entry) -> Option<Waker> {
        self.wakers.remove(&entry)
    }

    /// The reactor is about to sleep. Gives until when it may.
    pub(super) fn sleep(&mut self) -> Option<Instant> {
        self.sleeps_until = self
            .wakers
            .first_key_value()
            .map(|((deadline, _), _)| *deadline);
        self.sleeps_until
    }

    /// Takes out the wakers of all whose time has come, in order.
    pub(super) fn wake(&mut self, now: Instant, wakers: &mut VecDeque<Waker>) {
        while let Some(first) = self.wakers.first_entry()
            && first.key().0 <= now
        {
            wakers.push_back(first.remove());
        }
    }

    pub(super) fn take_all(&mut self) -> impl Iterator<Item = Waker> + use<> {
        mem::take(&mut self.wakers).into_values()
    }

    pub(super) fn len(&self) -> usize {
        self.wakers.len()
    }
}
