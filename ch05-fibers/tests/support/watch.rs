//! How often each fiber had its turn.

use std::cell::RefCell;
use std::rc::Rc;

use ch05_fibers::{FiberHandle, FiberId, Observer, observe};

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
