//! Flags are compared and not tested: an event that says two things at once says neither.
//!
//! caught by: data_and_room_are_one_event
//! says: `is_readable()` says no for EPOLLIN|EPOLLOUT: the peer has sent a byte
//! hint: One event carries all that is known of its source. How is one bit of several tested?
// in event.rs
impl Event {
    fn has(&self, flag: c_int) -> bool {
        self.inner.events == flag as u32
    }
}
