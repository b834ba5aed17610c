//! A wake adds 0 to the counter, which leaves it at 0 and the waker unreadable: nobody wakes.
//!
//! caught by: a_wake_before_the_wait_is_not_lost
//! says: a wake before the wait was lost
//! hint: See eventfd(2): when is the counter readable, and what does a write do to it?
// in waker.rs
impl Waker {
    pub fn wake(&self) -> io::Result<()> {
        (&self.counter).write(&[0; 8]).map(drop)
    }
}
