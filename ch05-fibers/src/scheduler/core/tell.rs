//! Tell: what the observer hears, and what becomes of its panics.

use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use super::Core;
use super::payload::discard;
use crate::scheduler::handle::FiberHandle;
use crate::scheduler::observer::Observer;
use crate::scheduler::task::Task;

impl Core {
    pub(crate) fn observe(&self, observer: Option<Rc<dyn Observer>>) -> Option<Rc<dyn Observer>> {
        self.is_observed.set(observer.is_some());
        self.observer.replace(observer)
    }

    /// A fiber has been made.
    #[inline]
    pub(crate) fn tell_spawned(&self, fiber: &FiberHandle) {
        let observer = self.observer.borrow().clone();
        if let Some(observer) = observer {
            observer.spawned(fiber);
        }
    }

    #[inline]
    pub(super) fn tell_in_loop(
        self: &Rc<Core>,
        task: &Rc<Task>,
        what: impl FnOnce(&dyn Observer, &FiberHandle),
    ) {
        if self.is_observed.get() {
            self.catch(|observer| what(observer, &FiberHandle::new(self, task)));
        }
    }

    /// Tells the observer, and keeps its panic until the loop ends: the task whose turn it is must not be
    /// lost.
    #[inline(never)]
    pub(super) fn catch(&self, what: impl FnOnce(&dyn Observer)) {
        let observer = self.observer.borrow().clone();
        let told = panic::catch_unwind(AssertUnwindSafe(|| {
            if let Some(observer) = observer {
                what(&*observer);
            }
        }));
        if let Err(payload) = told {
            let first = self.observer_panic.take();
            let (first, other) = match first {
                Some(first) => (first, Some(payload)),
                None => (payload, None),
            };
            self.observer_panic.set(Some(first));
            other.into_iter().for_each(discard);
        }
    }
}
