//! Observer: what happens to fibers, for who wants to draw it, count it or test it.

use std::rc::Rc;

use super::core::Core;
use super::handle::FiberHandle;
use super::task::FiberId;

/// What a fiber waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// An [`unpark`](FiberHandle::unpark).
    Parked,
    /// A moment.
    Sleeping,
    /// The end of that fiber.
    Joining(FiberId),
    /// The end of all fibers of a [`scope`](crate::scope).
    Scope,
    /// A socket; and what is to be done with it, such as "read".
    Io(&'static str),
}

/// Why a fiber's turn is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// It goes to the back of the queue.
    Yielded,
    /// It is not in the queue until it is woken.
    Waits(Why),
    /// It has returned or panicked.
    Finished,
}

/// Is told what happens to the fibers of a thread. Without one, that costs a branch.
///
/// The thread itself is no fiber here: between two turns it has its own.
///
/// It may spawn and unpark, but not wait. A panic of [`spawned`](Self::spawned) comes out of the call that
/// spawns, any other out of the thread's own call that waits, when that returns.
pub trait Observer {
    /// A fiber is made, and in the queue.
    fn spawned(&self, _fiber: &FiberHandle) {}

    /// Its turn begins.
    fn resumed(&self, _fiber: &FiberHandle) {}

    /// Its turn is over.
    fn stopped(&self, _fiber: &FiberHandle, _why: Stop) {}

    /// What it has waited for has come, or its time is up: it is in the queue again.
    fn woken(&self, _fiber: &FiberHandle) {}

    /// The kernel's queue is asked which sockets are ready.
    fn asked_queue(&self) {}
}

/// From now on, `observer` is told what happens to this thread's fibers; gives the one before.
///
/// ```
/// use std::cell::Cell;
/// use std::rc::Rc;
/// use ch05_fibers::{FiberHandle, Observer, observe, spawn, yield_now};
///
/// #[derive(Default)]
/// struct Turns(Cell<u32>);
///
/// impl Observer for Turns {
///     fn resumed(&self, _fiber: &FiberHandle) {
///         self.0.set(self.0.get() + 1);
///     }
/// }
///
/// let turns = Rc::new(Turns::default());
/// observe(Some(turns.clone()));
/// spawn(yield_now).join().unwrap();
/// assert_eq!(turns.0.get(), 2);
/// # observe(None);
/// ```
pub fn observe(observer: Option<Rc<dyn Observer>>) -> Option<Rc<dyn Observer>> {
    Core::of_thread().observe(observer)
}
