//! Turns: whether a task is in the queue, and whether it is to be there.
//!
//! A task may be woken by any thread at any moment: before its turn, during it, twice, after its end. Three flags
//! in one byte decide what each of these means, and each transition says what its caller must now do:
//!
//! ```text
//!            wake: Enqueue                  begin: Poll
//!  idle ──────────────────────► queued ─────────────────────► idle, and polled
//!                               │    ▲
//!                               └────┘ wake: Nothing
//! ```
//!
//! 1. A task is put into the queue by who sets QUEUED, and by nobody else: so it is there once, however often it is woken.
//! 2. A turn clears QUEUED before it polls. A wake during the poll sets it again, and the task has another turn: the poll
//!    may have looked before what it was woken for was there.
//! 3. DONE is never cleared: who is woken afterwards is not queued.

use crate::sync::{AtomicU8, Ordering};

const QUEUED: u8 = 1;
const ABORTED: u8 = 2;
const DONE: u8 = 4;

/// The flags of a task.
#[derive(Debug)]
pub(super) struct Turns {
    flags: AtomicU8,
}

/// What who has woken a task must do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(super) enum Wake {
    /// Put it into the queue.
    Enqueue,
    /// It is there already, or needs no turn any more.
    Nothing,
}

/// What is to be done with a task that is taken from the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(super) enum Turn {
    Poll,
    /// Drop its future.
    Cancel,
    /// It had its last turn before this one.
    Skip,
}

impl Turns {
    /// Those of a task that is about to be put into the queue.
    pub(super) fn queued() -> Turns {
        Turns {
            flags: AtomicU8::new(QUEUED),
        }
    }

    /// It is worth a poll.
    pub(super) fn wake(&self) -> Wake {
        self.set(QUEUED)
    }

    /// Its next turn is its last.
    pub(super) fn abort(&self) -> Wake {
        self.set(QUEUED | ABORTED)
    }

    fn set(&self, flags: u8) -> Wake {
        // Release: pairs with the Acquire in `begin`, so that the poll sees what it is woken for.
        let before = self.flags.fetch_or(flags, Ordering::Release);
        match before & (QUEUED | DONE) {
            0 => Wake::Enqueue,
            _ => Wake::Nothing,
        }
    }

    /// It has been taken from the queue.
    pub(super) fn begin(&self) -> Turn {
        // Acquire: pairs with the Release in `set`.
        let before = self.flags.fetch_and(!QUEUED, Ordering::Acquire);
        match before {
            _ if before & DONE != 0 => Turn::Skip,
            _ if before & ABORTED != 0 => Turn::Cancel,
            _ => Turn::Poll,
        }
    }

    /// It needs no turn any more.
    pub(super) fn end(&self) {
        // Relaxed: what its end comes to, the handle reads under a lock.
        self.flags.fetch_or(DONE, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::Mutex;
    use crate::sync::model::{Arc, check, thread};

    /// A task as the flags see it, its queue, and what it is woken for.
    struct Task {
        turns: Turns,
        /// How often it is in the queue.
        queue: Mutex<u32>,
        written: [AtomicU8; 2],
    }

    impl Task {
        fn queued() -> Arc<Task> {
            Arc::new(Task {
                turns: Turns::queued(),
                queue: Mutex::new(1),
                written: [AtomicU8::new(0), AtomicU8::new(0)],
            })
        }

        /// Writes what it waits for, and wakes it.
        fn write_and_wake(&self, number: usize) {
            self.written[number].store(1, Ordering::Relaxed);
            if self.turns.wake() == Wake::Enqueue {
                let mut queue = self.queue.lock().unwrap();
                *queue += 1;
                assert_eq!(*queue, 1, "in the queue twice");
            }
        }

        /// Gives what a poll has seen, if the task was in the queue.
        fn turn(&self) -> Option<[u8; 2]> {
            let mut queue = self.queue.lock().unwrap();
            *queue = queue.checked_sub(1)?;
            drop(queue);
            assert_eq!(self.turns.begin(), Turn::Poll);
            let seen = |written: &AtomicU8| written.load(Ordering::Relaxed);
            Some([seen(&self.written[0]), seen(&self.written[1])])
        }
    }

    #[test]
    fn the_last_turn_sees_all_that_two_wakers_have_written() {
        check(|| {
            let task = Task::queued();
            let wakers = [0, 1].map(|number| {
                let task = task.clone();
                thread::spawn(move || task.write_and_wake(number))
            });
            let mut seen = task.turn();
            wakers.into_iter().for_each(|waker| waker.join().unwrap());
            while let Some(more) = task.turn() {
                seen = Some(more);
            }
            assert_eq!(seen, Some([1, 1]), "a wake is lost");
        });
    }

    #[test]
    fn an_abort_is_the_next_turn_or_comes_after_the_end() {
        check(|| {
            let task = Task::queued();
            let aborter = task.clone();
            let other = thread::spawn(move || aborter.turns.abort());
            let first = task.turns.begin();
            let wake = other.join().unwrap();
            match first {
                Turn::Cancel => assert_eq!(wake, Wake::Nothing),
                Turn::Poll => {
                    assert_eq!(wake, Wake::Enqueue);
                    assert_eq!(task.turns.begin(), Turn::Cancel);
                }
                Turn::Skip => panic!("it has not ended"),
            }
        });
    }

    #[test]
    fn who_is_done_is_not_queued_again() {
        check(|| {
            let turns = Turns::queued();
            assert_eq!(turns.begin(), Turn::Poll);
            turns.end();
            assert_eq!(turns.wake(), Wake::Nothing);
            assert_eq!(turns.abort(), Wake::Nothing);
            assert_eq!(turns.begin(), Turn::Skip);
        });
    }
}
