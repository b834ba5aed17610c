//! A task that is woken still counts as waiting: the next `unpark` would put it into the queue a second
//! time. The queue refuses that, as from then on it would have two turns where others have one.
//!
//! caught by: parking::two_unparks_of_a_parked_fiber_queue_it_once
//! says: is in the queue, and was put there again
//! hint: waiting → queued: which cell says that a task waits, and what does it say afterwards?
// in scheduler/task.rs
impl Task {
    pub(super) fn unpark(&self) -> Woken {
        match self.waiting.get() {
            Some(Why::Parked) => {
                self.woken_by.set(Cause::Event);
                Woken::Enqueue
            }
            _ => {
                self.permit.set(true);
                Woken::Nothing
            }
        }
    }
}
