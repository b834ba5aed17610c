//! Flags are compared and not tested: an event that says two things at once says neither.
//!
//! caught by: data_and_room_are_one_event
//! says: the peer has sent a byte, and no event says so
//! hint: One event carries all that is known of its source. How is one bit of several tested?
// in event.rs
impl Event {
    fn has(&self, flag: c_int) -> bool {
        self.inner.events == flag as u32
    }
}
