//! A task that is woken still counts as waiting: the next `unpark` puts it into the queue a second
//! time, and from then on it has two turns where others have one.
//!
//! caught by: parking::two_unparks_of_a_parked_fiber_queue_it_once
//! says: the fiber was in the queue twice
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
