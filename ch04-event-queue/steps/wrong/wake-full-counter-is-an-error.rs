//! A full counter is handed to the caller as an error: the wake is lost, and the caller has no
//! way to make room.
//!
//! caught by: a_wake_is_an_event_when_the_counter_is_full
//! says: a full counter is no reason not to wake
//! hint: What does EAGAIN mean for a write in eventfd(2), and what sets the counter back to 0?
// in waker.rs
impl Waker {
    pub fn wake(&self) -> io::Result<()> {
        (&self.counter).write(&1_u64.to_ne_bytes()).map(drop)
    }
}
