//! Queue: the tasks that are to be polled, first come, first served; filled by any thread, emptied by one.
//!
//! It is emptied a *round* at a time: all that is in it at one moment. Who is woken during a round is in the next
//! one, so a task that wakes itself has one turn a round, as all others have, and what comes from other threads is
//! looked at after each round.

use std::collections::VecDeque;
use std::mem;
use std::sync::PoisonError;

use crate::parker::Unparker;
use crate::sync::Mutex;

#[derive(Debug)]
pub(super) struct Queue<T> {
    items: Mutex<Items<T>>,
    /// Of the thread that empties it.
    unparker: Unparker,
}

#[derive(Debug)]
struct Items<T> {
    next: VecDeque<T>,
    is_closed: bool,
}

impl<T> Queue<T> {
    pub(super) fn new(unparker: Unparker) -> Queue<T> {
        let items = Items {
            next: VecDeque::new(),
            is_closed: false,
        };
        Queue {
            items: Mutex::new(items),
            unparker,
        }
    }

    /// Puts it at the end, and wakes who empties it.
    ///
    /// # Errors
    /// Gives it back if the queue is closed.
    pub(super) fn push(&self, item: T) -> Result<(), T> {
        self.with(|items| match items.is_closed {
            true => Err(item),
            false => {
                items.next.push_back(item);
                Ok(())
            }
        })?;
        self.unparker.unpark();
        Ok(())
    }

    /// Takes all that is in it into `round`, which is empty, and whose room it keeps.
    pub(super) fn take(&self, round: &mut VecDeque<T>) {
        debug_assert!(
            round.is_empty(),
            "a round is over before the next one begins"
        );
        self.with(|items| mem::swap(&mut items.next, round));
    }

    /// From now on nothing is put in. Gives what was.
    pub(super) fn close(&self) -> VecDeque<T> {
        self.with(|items| {
            items.is_closed = true;
            mem::take(&mut items.next)
        })
    }

    fn with<R>(&self, change: impl FnOnce(&mut Items<T>) -> R) -> R {
        change(&mut self.items.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parker::Parker;
    use crate::sync::model::{Arc, check, thread};

    #[test]
    fn what_two_threads_put_in_is_taken_out_by_who_sleeps_in_between() {
        check(|| {
            let mut parker = Parker::default();
            let queue = Arc::new(Queue::new(parker.unparker()));
            let others = [1, 2].map(|item| {
                let queue = queue.clone();
                thread::spawn(move || queue.push(item).unwrap())
            });
            let (mut taken, mut round) = (Vec::new(), VecDeque::new());
            while taken.len() < 2 {
                queue.take(&mut round);
                if round.is_empty() {
                    parker.park();
                }
                taken.extend(round.drain(..));
            }
            taken.sort_unstable();
            assert_eq!(taken, [1, 2]);
            others.into_iter().for_each(|other| other.join().unwrap());
        });
    }

    #[test]
    fn what_comes_after_the_end_is_given_back() {
        check(|| {
            let queue = Arc::new(Queue::new(Parker::default().unparker()));
            let other = queue.clone();
            let pusher = thread::spawn(move || other.push(1).is_err());
            let is_left = queue.close() == [1];
            let is_given_back = pusher.join().unwrap();
            assert!(is_left != is_given_back, "lost, or there twice");
        });
    }
}
