//! Parker: a thread that sleeps until it is told otherwise.
//!
//! Being told leaves a mark, so that it makes no difference whether it comes before the thread sleeps or after. There
//! is one mark: told twice is told once.
//!
//! ```text
//!             park                         unpark
//! empty ────────────────► parked ────────────────────┐
//!   │ ▲                                              ▼
//!   │ └─────────────── park takes the mark ────── notified
//!   └──────────────────── unpark ────────────────────▲
//! ```

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use crate::sync::{AtomicU8, Condvar, Mutex, Ordering};

const EMPTY: u8 = 0;
const PARKED: u8 = 1;
const NOTIFIED: u8 = 2;

/// What a thread sleeps by. It has one owner, who may sleep.
#[derive(Debug)]
pub struct Parker {
    shared: Arc<Shared>,
}

/// What wakes the owner of a [`Parker`].
#[derive(Debug, Clone)]
pub struct Unparker {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: AtomicU8,
    /// Held from the moment when the owner says that it sleeps until it does.
    lock: Mutex<()>,
    told: Condvar,
}

impl Default for Parker {
    fn default() -> Parker {
        let shared = Shared {
            state: AtomicU8::new(EMPTY),
            lock: Mutex::new(()),
            told: Condvar::new(),
        };
        Parker {
            shared: Arc::new(shared),
        }
    }
}

impl Parker {
    /// What wakes this one.
    pub fn unparker(&self) -> Unparker {
        Unparker {
            shared: Arc::clone(&self.shared),
        }
    }

    /// Sleeps until [`unpark`](Unparker::unpark), or not at all if that has come since the last time.
    pub fn park(&mut self) {
        self.park_until(None);
    }

    /// The same, for so long at most. Returns whether it was told.
    pub fn park_timeout(&mut self, timeout: Duration) -> bool {
        self.park_until(Instant::now().checked_add(timeout))
    }

    fn park_until(&mut self, deadline: Option<Instant>) -> bool {
        let shared = &*self.shared;
        if shared.take_mark() {
            return true;
        }
        let mut guard = shared.lock.lock().unwrap_or_else(PoisonError::into_inner);
        // Nothing is read because of it, so it needs no partner. It fails where the mark has just come.
        let parks =
            shared
                .state
                .compare_exchange(EMPTY, PARKED, Ordering::Relaxed, Ordering::Relaxed);
        if parks.is_err() {
            return shared.take_mark();
        }
        loop {
            guard = match deadline {
                None => shared
                    .told
                    .wait(guard)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return shared.give_up();
                    }
                    let waited = shared.told.wait_timeout(guard, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
            // A condition variable may return without a reason.
            if shared.take_mark() {
                return true;
            }
        }
    }
}

impl Shared {
    fn take_mark(&self) -> bool {
        // Acquire: pairs with the Release in `unpark`, so what was done before it is seen.
        self.state
            .compare_exchange(NOTIFIED, EMPTY, Ordering::Acquire, Ordering::Relaxed)
            .is_ok()
    }

    /// Sleeps no longer. Returns whether the mark has come at the last moment.
    fn give_up(&self) -> bool {
        // Acquire: as in `take_mark`.
        self.state.swap(EMPTY, Ordering::Acquire) == NOTIFIED
    }
}

impl Unparker {
    /// Wakes the owner, now or when it is about to sleep.
    pub fn unpark(&self) {
        // Release: pairs with the Acquire of who takes the mark.
        if self.shared.state.swap(NOTIFIED, Ordering::Release) != PARKED {
            return;
        }
        // Between saying that it sleeps and sleeping, the owner holds the lock; a call in between would be lost.
        drop(
            self.shared
                .lock
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        self.shared.told.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::model::{check, thread};

    #[test]
    fn an_unpark_is_not_lost_whenever_it_comes() {
        check(|| {
            let mut parker = Parker::default();
            let unparker = parker.unparker();
            let other = thread::spawn(move || unparker.unpark());
            parker.park();
            other.join().unwrap();
        });
    }

    #[test]
    fn what_was_done_before_an_unpark_is_seen_after_the_park() {
        check(|| {
            let mut parker = Parker::default();
            let unparker = parker.unparker();
            let written = crate::sync::model::Arc::new(AtomicU8::new(0));
            let writer = written.clone();
            let other = thread::spawn(move || {
                writer.store(1, Ordering::Relaxed);
                unparker.unpark();
            });
            parker.park();
            assert_eq!(
                written.load(Ordering::Relaxed),
                1,
                "written before `unpark`"
            );
            other.join().unwrap();
        });
    }

    #[test]
    fn two_threads_that_unpark_leave_one_mark_or_two() {
        check(|| {
            let mut parker = Parker::default();
            let unparkers = [parker.unparker(), parker.unparker()];
            let others = unparkers.map(|unparker| thread::spawn(move || unparker.unpark()));
            parker.park();
            others.into_iter().for_each(|other| other.join().unwrap());
            parker.shared.take_mark();
            assert!(!parker.shared.take_mark(), "a mark came from nowhere");
        });
    }
}
