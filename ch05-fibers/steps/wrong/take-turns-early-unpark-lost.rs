//! An `unpark` of a fiber that is not parked does nothing. Who looks, sees nothing, and parks, has
//! then missed the `unpark` that came in between.
//!
//! caught by: parking::an_unpark_before_the_park_is_not_lost
//! says: that came before its `park` was lost
//! hint: What is left by an `unpark` that comes too early, and who takes it?
// in scheduler/task.rs
impl Task {
    pub(super) fn unpark(&self) -> Woken {
        match self.waiting.get() {
            Some(Why::Parked) => self.wake(self.wait.get(), Cause::Event),
            _ => Woken::Nothing,
        }
    }
}
