//! Park, sleep and yield: what a fiber does that cannot go on, or should not.

use std::time::{Duration, Instant};

use super::core::Core;
use super::observer::Why;

/// Lets every other fiber that can run have its turn, and goes on then.
#[inline(always)] // As `suspend` says, in `core/current.rs`.
pub fn yield_now() {
    Core::yield_now();
}

/// Waits until somebody [unparks](crate::FiberHandle::unpark) this fiber; not at all, if somebody has since it
/// parked last. It does not return for any other reason.
///
/// # Panics
/// On the thread itself, if that would be for ever: with the names of all fibers and what they wait for.
pub fn park() {
    let core = Core::of_thread();
    let task = core.current();
    if !task.take_permit() {
        core.wait(Why::Parked, drop);
    }
}

/// As [`park`], but no longer than that.
pub fn park_timeout(timeout: Duration) {
    let core = Core::of_thread();
    let task = core.current();
    if !task.take_permit() {
        core.wait_until(Instant::now().checked_add(timeout), Why::Parked, drop);
    }
}

/// Waits so long; the other fibers run meanwhile.
///
/// Never shorter, and longer by however long others take until they wait, too. A time beyond the end
/// of the clock is for ever.
pub fn sleep(time: Duration) {
    let deadline = Instant::now().checked_add(time);
    Core::of_thread().wait_until(deadline, Why::Sleeping, drop);
}
