//! A parked fiber does not wait, but yields until it has been unparked: a thousand of them keep the
//! processor busy, and a deadlock is never seen.
//!
//! caught by: parking::a_parked_fiber_has_no_turn_until_it_is_unparked
//! says: in `park` it waits, and is in no queue
//! hint: Which of `Core`'s two calls leaves the queue, and who brings the fiber back into it?
// in scheduler/park.rs
pub fn park() {
    let core = Core::of_thread();
    let task = core.current();
    while !task.take_permit() {
        Core::yield_now();
    }
}
