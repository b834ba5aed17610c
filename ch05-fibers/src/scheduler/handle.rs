//! Handle: a fiber, for others; and the fiber that runs.

use std::fmt;
use std::rc::Rc;

use super::core::Core;
use super::task::{FiberId, Task, Woken};

/// A fiber of this thread, or the thread itself: what it is called, and a way to wake it.
#[derive(Clone)]
pub struct FiberHandle {
    core: Rc<Core>,
    pub(super) task: Rc<Task>,
}

impl FiberHandle {
    pub(super) fn new(core: &Rc<Core>, task: &Rc<Task>) -> FiberHandle {
        FiberHandle {
            core: Rc::clone(core),
            task: Rc::clone(task),
        }
    }

    /// Its number: the thread's own is 0, and each fiber has the next.
    pub fn id(&self) -> FiberId {
        self.task.id
    }

    /// What [`Builder::name`](crate::Builder::name) has called it; the thread's own name.
    pub fn name(&self) -> Option<&str> {
        self.task.name.as_deref()
    }

    /// Ends the fiber's [`park`](crate::park); if it is not parked, its next `park` returns at once. Two
    /// of them before that are as one.
    pub fn unpark(&self) {
        if self.task.unpark() == Woken::Enqueue {
            self.core.enqueue_woken(Rc::clone(&self.task));
        }
    }
}

impl FiberHandle {
    /// Tells the observer that it has been made.
    pub(super) fn tell_spawned(&self) {
        self.core.tell_spawned(self);
    }

    /// Ends the fiber wherever it stands.
    pub(super) fn cancel(&self) {
        self.core.cancel(&self.task);
    }
}

impl fmt::Debug for FiberHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FiberHandle")
            .field("id", &self.id())
            .field("name", &self.name())
            .finish()
    }
}

/// The fiber that calls this; outside of all fibers, the thread itself.
pub fn current() -> FiberHandle {
    let core = Core::of_thread();
    let task = core.current();
    FiberHandle { core, task }
}
