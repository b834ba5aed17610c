//! Source: what is known of a socket's readiness, and who waits for it.
//!
//! The queue says *when* something becomes ready, not *that* it is. So it is remembered: set by the reactor, cleared by
//! who has tried and heard `WouldBlock`. Three things must not happen:
//!
//! 1. *A lost wake-up.* A future looks, finds nothing, and the event comes before its waker is stored: nobody calls it.
//!    So the waker is stored first, and then the future looks once more.
//! 2. *A lost event.* A future hears `WouldBlock`, the event comes, and then the future clears the flag: it waits for what
//!    is there. So each event has a number, its *tick*, and only what was set by the tick that was seen is cleared.
//! 3. *The wrong waker.* A future is polled by another task than before: the waker of the last poll counts.
//!
//! A direction is for one future at a time, as in a stream one reads or writes.

use std::sync::PoisonError;
use std::task::{Context, Poll, Waker};

use crate::sync::{AtomicUsize, Mutex, Ordering};

/// What is to be done with a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Read,
    Write,
}

/// What an event says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ready {
    pub(super) read: bool,
    pub(super) write: bool,
}

/// By which event a direction was seen to be ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tick(usize);

/// A flag for each direction; above them the number of the last event.
const READ: usize = 1;
const WRITE: usize = 2;
const ONE_TICK: usize = 4;

#[derive(Debug)]
pub(super) struct Source {
    readiness: AtomicUsize,
    waiting: Mutex<Waiting>,
}

/// Who has found a direction not ready.
#[derive(Debug, Default)]
struct Waiting {
    read: Option<Waker>,
    write: Option<Waker>,
}

impl Default for Source {
    fn default() -> Source {
        Source {
            readiness: AtomicUsize::new(0),
            waiting: Mutex::new(Waiting::default()),
        }
    }
}

impl Source {
    /// An event has come. Gives the wakers that are to be called.
    pub(super) fn set(&self, ready: Ready) -> impl Iterator<Item = Waker> + use<> {
        let flags = (usize::from(ready.read) * READ) | (usize::from(ready.write) * WRITE);
        let next = |now: usize| Some((now | flags).wrapping_add(ONE_TICK));
        // Release: pairs with the Acquire in `tick`: who sees the flag sees what came before the event.
        let _ = self
            .readiness
            .fetch_update(Ordering::Release, Ordering::Relaxed, next);
        self.take(ready)
    }

    /// Takes out the wakers of who waits for that.
    pub(super) fn take(&self, ready: Ready) -> impl Iterator<Item = Waker> + use<> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let read = waiting.read.take_if(|_| ready.read);
        let write = waiting.write.take_if(|_| ready.write);
        read.into_iter().chain(write)
    }

    /// Ready if the direction was, by the last event that said so; else the waker is called by the next one.
    pub(super) fn poll_ready(&self, direction: Direction, cx: &Context<'_>) -> Poll<Tick> {
        if let Some(tick) = self.tick(direction) {
            return Poll::Ready(tick);
        }
        // To clone a waker, or to drop one, is somebody else's code: not with the lock.
        let waker = cx.waker().clone();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = waiting.slot(direction);
        let former = slot.replace(waker);
        // With the lock: an event sets the flag first and takes the waker then, so one of the two is seen (rule 1).
        let tick = self.tick(direction);
        let not_needed = slot.take_if(|_| tick.is_some());
        drop(waiting);
        drop((former, not_needed));
        match tick {
            Some(tick) => Poll::Ready(tick),
            None => Poll::Pending,
        }
    }

    /// Who waits for the direction does not any more.
    pub(super) fn forget(&self, direction: Direction) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let waker = waiting.slot(direction).take();
        drop(waiting);
        // A waker's drop is somebody else's code.
        drop(waker);
    }

    /// The direction was tried, and is not ready: unless an event has come since the one that was seen (rule 2).
    pub(super) fn clear(&self, direction: Direction, seen: Tick) {
        let cleared = |now: usize| {
            let is_seen = now / ONE_TICK == seen.0;
            is_seen.then_some(now & !direction.flag())
        };
        // Relaxed: nothing is read because of it.
        let _ = self
            .readiness
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, cleared);
    }

    fn tick(&self, direction: Direction) -> Option<Tick> {
        // Acquire: pairs with the Release in `set`.
        let now = self.readiness.load(Ordering::Acquire);
        (now & direction.flag() != 0).then_some(Tick(now / ONE_TICK))
    }
}

impl Waiting {
    fn slot(&mut self, direction: Direction) -> &mut Option<Waker> {
        match direction {
            Direction::Read => &mut self.read,
            Direction::Write => &mut self.write,
        }
    }
}

impl Direction {
    fn flag(self) -> usize {
        match self {
            Direction::Read => READ,
            Direction::Write => WRITE,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering as Plain};
    use std::task::Wake;

    use super::*;
    use crate::sync::model::{Arc, check, thread};

    const READABLE: Ready = Ready {
        read: true,
        write: false,
    };

    /// How often a waker was called.
    #[derive(Default)]
    struct Calls(AtomicU32);

    impl Wake for Calls {
        fn wake(self: std::sync::Arc<Calls>) {
            self.0.fetch_add(1, Plain::SeqCst);
        }
    }

    impl Calls {
        fn waker() -> (std::sync::Arc<Calls>, Waker) {
            let calls = std::sync::Arc::new(Calls::default());
            (calls.clone(), Waker::from(calls))
        }

        fn count(&self) -> u32 {
            self.0.load(Plain::SeqCst)
        }
    }

    #[test]
    fn an_event_is_seen_or_wakes() {
        check(|| {
            let source = Arc::new(Source::default());
            let reactor = source.clone();
            let (calls, waker) = Calls::waker();
            let other = thread::spawn(move || reactor.set(READABLE).for_each(Waker::wake));
            let seen = source.poll_ready(Direction::Read, &Context::from_waker(&waker));
            other.join().unwrap();
            assert!(seen.is_ready() || calls.count() == 1, "a lost wake-up");
        });
    }

    #[test]
    fn an_event_after_the_one_that_was_seen_is_not_cleared() {
        check(|| {
            let source = Arc::new(Source::default());
            source.set(READABLE).for_each(drop);
            let seen = source.tick(Direction::Read).expect("it is ready");
            let reactor = source.clone();
            let other = thread::spawn(move || reactor.set(READABLE).for_each(drop));
            // It has tried, and has heard `WouldBlock`.
            source.clear(Direction::Read, seen);
            other.join().unwrap();
            assert!(source.tick(Direction::Read).is_some(), "a lost event");
        });
    }

    #[test]
    fn what_was_tried_in_vain_is_not_ready_any_more() {
        check(|| {
            let source = Source::default();
            source.set(READABLE).for_each(drop);
            let seen = source.tick(Direction::Read).expect("it is ready");
            source.clear(Direction::Read, seen);
            assert_eq!(source.tick(Direction::Read), None);
            assert_eq!(source.tick(Direction::Write), None);
        });
    }

    #[test]
    fn the_waker_of_the_last_poll_is_called() {
        check(|| {
            let source = Source::default();
            let ((first, one), (last, other)) = (Calls::waker(), Calls::waker());
            for waker in [&one, &other] {
                let poll = source.poll_ready(Direction::Read, &Context::from_waker(waker));
                assert!(poll.is_pending());
            }
            source.set(READABLE).for_each(Waker::wake);
            assert_eq!((first.count(), last.count()), (0, 1));
        });
    }

    #[test]
    fn an_event_wakes_only_who_waits_for_its_direction() {
        check(|| {
            let source = Source::default();
            let ((reader, reads), (writer, writes)) = (Calls::waker(), Calls::waker());
            let read = source.poll_ready(Direction::Read, &Context::from_waker(&reads));
            let write = source.poll_ready(Direction::Write, &Context::from_waker(&writes));
            assert!(read.is_pending() && write.is_pending());
            source.set(READABLE).for_each(Waker::wake);
            assert_eq!((reader.count(), writer.count()), (1, 0));
        });
    }
}
