//! Join: what a fiber leaves, and who waits for it.

use std::cell::Cell;
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::thread;

use super::core::Core;
use super::handle::FiberHandle;
use super::observer::Why;
use crate::ForcedUnwind;

/// Where a fiber puts its value, or its panic.
pub(super) struct Packet<T> {
    /// Empty until then, and once it is taken.
    result: Cell<Option<thread::Result<T>>>,
    /// What to set when a panic is dropped that nobody has taken.
    unseen_panic: Option<Rc<Cell<bool>>>,
}

impl<T> Packet<T> {
    pub(super) fn new() -> Rc<Packet<T>> {
        Rc::new(Packet {
            result: Cell::new(None),
            unseen_panic: None,
        })
    }

    /// One that tells of a panic which nobody has taken.
    pub(super) fn telling(unseen_panic: Rc<Cell<bool>>) -> Rc<Packet<T>> {
        Rc::new(Packet {
            result: Cell::new(None),
            unseen_panic: Some(unseen_panic),
        })
    }

    /// Runs what a fiber is for. A panic stays here, also that of a fiber which is dropped.
    pub(super) fn fill(&self, body: impl FnOnce() -> T) {
        self.result
            .set(Some(panic::catch_unwind(AssertUnwindSafe(body))));
    }

    fn take(&self) -> Option<thread::Result<T>> {
        self.result.take()
    }
}

impl<T> Drop for Packet<T> {
    fn drop(&mut self) {
        let result = self.result.take();
        let is_panic = matches!(result, Some(Err(_)));
        let dropped = panic::catch_unwind(AssertUnwindSafe(|| drop(result)));
        if let Some(unseen) = &self.unseen_panic
            && (is_panic || dropped.is_err())
        {
            unseen.set(true);
        }
        if let Err(payload) = dropped {
            panic::resume_unwind(payload);
        }
    }
}

/// A fiber that can be waited for; dropping this lets it go on alone.
///
/// As of [`std::thread::JoinHandle`], except that it stays on its thread.
pub struct JoinHandle<T> {
    pub(super) fiber: FiberHandle,
    pub(super) packet: Rc<Packet<T>>,
}

impl<T> JoinHandle<T> {
    /// Waits for the fiber's end, and gives its value.
    ///
    /// # Errors
    /// What the fiber has panicked with; [`ForcedUnwind`], if it was dropped.
    ///
    /// # Panics
    /// On the thread itself, if it would wait for ever: with the names of all fibers and what they wait for.
    pub fn join(self) -> thread::Result<T> {
        wait_for_end(&self.fiber);
        self.packet
            .take()
            .unwrap_or_else(|| Err(Box::new(ForcedUnwind)))
    }

    /// Whether the fiber has ended, so that [`join`](Self::join) would not wait.
    pub fn is_finished(&self) -> bool {
        self.fiber.task.is_finished()
    }

    /// The fiber, to unpark it.
    pub fn fiber(&self) -> &FiberHandle {
        &self.fiber
    }
}

pub(super) fn wait_for_end(fiber: &FiberHandle) {
    let task = &fiber.task;
    if !task.is_finished() {
        let core = Core::of_thread();
        core.wait(Why::Joining(task.id), |ticket| {
            task.joiner.set(Some(ticket))
        });
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("fiber", &self.fiber)
            .finish()
    }
}
