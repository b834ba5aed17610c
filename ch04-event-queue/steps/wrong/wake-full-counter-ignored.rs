//! A wake that finds the counter full writes nothing and changes nothing: the waker is readable
//! already, so to an edge-triggered queue nothing arrives.
//!
//! caught by: a_wake_is_an_event_when_the_counter_is_full
//! says: the counter was full, and the wake was lost
//! hint: What makes an event of a wake, that the counter is not zero or that something was written?
// in waker.rs
impl Waker {
    pub fn wake(&self) -> io::Result<()> {
        match (&self.counter).write(&1_u64.to_ne_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            result => result.map(drop),
        }
    }
}
