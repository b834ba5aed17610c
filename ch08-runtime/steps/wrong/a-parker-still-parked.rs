//! At the end of its time it goes, and the state still says that it sleeps. The next park takes that for a mark that has just
//! come, and does not sleep.
//!
//! caught by: a_park_that_nobody_ended_leaves_nothing_behind
//! says: after one that nobody ended, a park did not sleep
//! hint: Who gives up is not parked any more. Where is that written down?
// in parker.rs
impl Shared {
    fn give_up(&self) -> bool {
        self.take_mark()
    }
}
