//! Turns: the loop that empties the queue.
//!
//! First in, first out: who yields goes to the back, so each fiber that can run does before any runs
//! twice. Whoever waits is in no queue at all; tickets for it lie where it will be woken from.
//!
//! The loop runs on the thread's own stack, whenever the root waits or yields, and returns when the root's turn
//! has come. So a fiber is resumed from there, and suspends to there: two switches for a turn.

use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use super::Core;
use super::current;
use super::payload::{Payload, discard};
use crate::FiberResult;
use crate::scheduler::observer::Stop;
use crate::scheduler::task::{Task, Wish};

/// Nothing can wake the root: who waits for what.
#[derive(Debug)]
pub(super) struct Deadlock(pub(super) String);

impl Core {
    pub(super) fn enqueue(&self, task: Rc<Task>) {
        self.ready.push(task);
    }

    /// Puts a task that has waited into the queue.
    pub(crate) fn enqueue_woken(self: &Rc<Core>, task: Rc<Task>) {
        if !Rc::ptr_eq(&task, &self.root) {
            self.tell_in_loop(&task, |observer, fiber| observer.woken(fiber));
        }
        self.enqueue(task);
    }

    /// Runs the fibers in the queue until the root's turn has come.
    pub(super) fn run_until_root(self: &Rc<Core>) -> Result<(), Deadlock> {
        self.is_looping.set(true);
        // The kernel's queue may panic.
        let end = panic::catch_unwind(AssertUnwindSafe(|| self.run()));
        self.is_looping.set(false);
        let payload = match end {
            Ok(end) => match self.observer_panic.take() {
                None => return end,
                Some(payload) => payload,
            },
            Err(payload) => payload,
        };
        self.root.abandon_wait();
        self.ready.remove(&self.root);
        panic::resume_unwind(payload)
    }

    fn run(self: &Rc<Core>) -> Result<(), Deadlock> {
        loop {
            // First, as it may wake someone.
            self.count_turn();
            let next = self.ready.pop();
            match next {
                Some(task) if Rc::ptr_eq(&task, &self.root) => return Ok(()),
                Some(task) => self.turn(task),
                None => self.sleep()?,
            }
        }
    }

    /// Gives a fiber its turn, and does as it wishes.
    fn turn(self: &Rc<Core>, task: Rc<Task>) {
        match self.resume(&task) {
            Some(FiberResult::Yield(Wish::Again)) => {
                self.tell_stopped(&task, Stop::Yielded);
                self.enqueue(task);
            }
            Some(FiberResult::Yield(Wish::Wait)) => self.tell_stopped(&task, task.stop()),
            Some(FiberResult::Return(outcome)) => {
                self.tell_stopped(&task, Stop::Finished);
                self.finish(&task);
                // That of a value which nobody wanted: the fiber's own is in its packet.
                outcome.unwrap_or_else(discard);
            }
            // It was cancelled while it was in the queue.
            None => {}
        }
    }

    /// Runs a fiber until it suspends or ends. Nothing, if it has been dropped.
    fn resume(self: &Rc<Core>, task: &Rc<Task>) -> Option<FiberResult<Wish, Result<(), Payload>>> {
        let mut slot = task.fiber.borrow_mut();
        let fiber = slot.as_mut()?;
        self.tell_in_loop(task, |observer, fiber| observer.resumed(fiber));
        Some(current::during(task, || fiber.run(())))
    }

    #[inline]
    fn tell_stopped(self: &Rc<Core>, task: &Rc<Task>, stop: Stop) {
        self.tell_in_loop(task, |observer, fiber| observer.stopped(fiber, stop));
    }
}
