//! Current: whose turn it is.

use std::cell::Cell;
use std::ptr::NonNull;
use std::rc::Rc;

use crate::scheduler::task::{Task, Wish};

thread_local! {
    /// The task whose fiber runs; nothing while the root does.
    ///
    /// Not in the [`Core`](super::Core), and a constant at first: so who yields finds it by one load, and need not
    /// ask whether the core has been made, or is gone.
    static CURRENT: Cell<Option<NonNull<Task>>> = const { Cell::new(None) };
}

/// Runs a fiber's turn.
#[inline(always)]
pub(super) fn during<T>(task: &Rc<Task>, turn: impl FnOnce() -> T) -> T {
    CURRENT.with(|current| {
        current.set(NonNull::new(Rc::as_ptr(task).cast_mut()));
        let _over = Over(current);
        turn()
    })
}

/// The task of the fiber that runs.
pub(super) fn get() -> Option<Rc<Task>> {
    let task = CURRENT.get()?.as_ptr();
    // SAFETY: it is from the `Rc` that `during` has borrowed until it takes the pointer away.
    unsafe { Rc::increment_strong_count(task) };
    // SAFETY: likewise, and the count has just been raised for this one.
    Some(unsafe { Rc::from_raw(task) })
}

/// Takes the pointer away before the turn is over; whether there was one.
pub(super) fn take() -> bool {
    CURRENT.take().is_some()
}

/// Ends the turn of the fiber that runs, and returns when it has another. The root is no fiber: for it
/// this is false, and at once.
///
/// Inlined, so that the switch is in the frame of whoever yields. A processor predicts a return by the
/// call before it; those between here and there would be mispredicted, as another stack's calls
/// have come between.
#[inline(always)]
#[must_use]
pub(super) fn suspend(wish: Wish) -> bool {
    let Some(task) = CURRENT.get() else {
        return false;
    };
    // SAFETY: as in `get`.
    let suspender = unsafe { task.as_ref() }.suspender;
    let suspender = suspender.expect("who is resumed has a fiber");
    // SAFETY: the fiber is running, so its suspender is there.
    unsafe { suspender.as_ref() }.suspend(wish);
    true
}

/// Takes the pointer away, however the turn ends.
struct Over<'a>(&'a Cell<Option<NonNull<Task>>>);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.set(None);
    }
}
