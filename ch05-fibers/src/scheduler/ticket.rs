//! Ticket: the right to wake a task from one wait.

use std::fmt;
use std::rc::Rc;

use super::core::Core;
use super::task::{Cause, Task, Woken};

/// Wakes a task, if it is still in the wait that this ticket is for.
#[derive(Clone)]
pub(crate) struct Ticket {
    pub(super) core: Rc<Core>,
    pub(super) task: Rc<Task>,
    pub(super) wait: u64,
}

impl Ticket {
    /// Whether the task is still in that wait.
    pub(super) fn is_valid(&self) -> bool {
        self.task.is_in_wait(self.wait)
    }

    /// What was waited for has come.
    pub(crate) fn wake(self) {
        self.wake_by(Cause::Event);
    }

    /// The time is up.
    pub(super) fn expire(self) {
        self.wake_by(Cause::Deadline);
    }

    fn wake_by(self, cause: Cause) {
        if self.task.wake(self.wait, cause) == Woken::Enqueue {
            self.core.enqueue_woken(self.task);
        }
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({}, wait {})", self.task, self.wait)
    }
}
