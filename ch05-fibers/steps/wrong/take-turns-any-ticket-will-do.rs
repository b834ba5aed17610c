//! A ticket wakes its task from any wait, also from one that began long after the ticket's own was
//! over: `park` returns, and nobody has unparked.
//!
//! caught by: ends::a_ticket_of_an_earlier_wait_does_not_end_a_later_one
//! says: a ticket of an earlier wait ended this `park`
//! hint: What is a wait's number for? When is a ticket worth nothing?
// in scheduler/task.rs
impl Task {
    pub(super) fn is_in_wait(&self, _wait: u64) -> bool {
        self.waiting.get().is_some()
    }
}
