//! Wait: how the running task gives its turn away.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use super::Core;
use super::current::suspend;
use crate::scheduler::observer::Why;
use crate::scheduler::task::{Cause, Task, Wish};
use crate::scheduler::ticket::Ticket;
use crate::scheduler::timers::{Timer, Timers};

impl Core {
    /// Lets all others have their turn.
    #[inline(always)] // As `suspend` says.
    pub(crate) fn yield_now() {
        if !suspend(Wish::Again) {
            Core::of_thread().yield_root();
        }
    }

    fn yield_root(self: &Rc<Core>) {
        self.assert_may_wait(&self.root);
        self.enqueue(Rc::clone(&self.root));
        let turn = self.run_until_root();
        turn.expect("the root is in the queue");
    }

    /// Begins a wait of the running task: `arrange` puts the ticket to where it will be woken from.
    ///
    /// # Panics
    /// In the root, if nothing can ever wake it.
    pub(crate) fn wait(self: &Rc<Core>, why: Why, arrange: impl FnOnce(Ticket)) {
        let task = self.current();
        self.assert_may_wait(&task);
        let wait = task.begin_wait(why);
        arrange(Ticket {
            core: Rc::clone(self),
            task,
            wait,
        });
        if !suspend(Wish::Wait) {
            self.run_until_root()
                .unwrap_or_else(|deadlock| panic!("{}", deadlock.0));
        }
    }

    /// As [`wait`](Self::wait), but not beyond the deadline.
    pub(crate) fn wait_until(
        self: &Rc<Core>,
        deadline: Option<Instant>,
        why: Why,
        arrange: impl FnOnce(Ticket),
    ) -> Cause {
        let mut timing = None;
        self.wait(why, |ticket| {
            timing = deadline.map(|deadline| {
                let timers = &self.timers;
                let timer = timers.borrow_mut().add(deadline, ticket.clone());
                Timing { timers, timer }
            });
            arrange(ticket);
        });
        drop(timing);
        self.current().woken_by()
    }

    /// The loop tells the observer of turns, and that is where it must go on.
    fn assert_may_wait(&self, task: &Task) {
        assert!(
            task.suspender.is_some() || !self.is_looping.get(),
            "an `Observer` has called what waits: need it to return first"
        );
    }
}

/// Cancels its timer on drop, also where the wait is unwound.
struct Timing<'a> {
    timers: &'a RefCell<Timers>,
    timer: Timer,
}

impl Drop for Timing<'_> {
    fn drop(&mut self) {
        self.timers.borrow_mut().cancel(self.timer);
    }
}
