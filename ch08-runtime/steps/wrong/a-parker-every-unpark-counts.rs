//! A mark that is found is not taken: once told, it never sleeps again.
//!
//! caught by: two_unparks_are_one
//! says: two parks after two unparks
//! hint: What does a park leave behind that was ended by a mark?
// in parker.rs
impl Shared {
    fn take_mark(&self) -> bool {
        self.state.load(Ordering::Acquire) == NOTIFIED
    }
}
