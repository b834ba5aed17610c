//! What happened, in order, and how often each fiber had its turn.

use std::cell::RefCell;
use std::rc::Rc;

use ch05_fibers::{FiberHandle, FiberId, Observer, observe};

/// Lines in the order in which they were written.
#[derive(Clone, Default)]
pub(crate) struct Trace(Rc<RefCell<Vec<String>>>);

impl Trace {
    pub(crate) fn add(&self, line: impl Into<String>) {
        self.0.borrow_mut().push(line.into());
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.borrow().clone()
    }
}

/// Counts turns.
#[derive(Default)]
pub(crate) struct Watch {
    resumed: RefCell<Vec<FiberId>>,
}

impl Watch {
    /// One for the fibers of this thread.
    pub(crate) fn of_thread() -> Rc<Watch> {
        let watch = Rc::new(Watch::default());
        observe(Some(watch.clone()));
        watch
    }

    /// How many turns the fiber has had.
    pub(crate) fn turns(&self, fiber: &FiberHandle) -> usize {
        let resumed = self.resumed.borrow();
        resumed.iter().filter(|&&id| id == fiber.id()).count()
    }
}

impl Observer for Watch {
    fn resumed(&self, fiber: &FiberHandle) {
        self.resumed.borrow_mut().push(fiber.id());
    }
}
