//! A full counter is read, and then written to, as if nobody else did the same: of two threads
//! that wake at once, one finds the counter empty, which it takes for a failure.
//!
//! caught by: of_two_wakes_at_once_with_a_full_counter_none_fails
//! says: another thread had emptied the counter first
//! hint: Two threads have found the counter full. What does the read of the second one return? See EAGAIN in eventfd(2).
// in waker.rs
impl Waker {
    pub fn wake(&self) -> io::Result<()> {
        let one = 1_u64.to_ne_bytes();
        match (&self.counter).write(&one) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                (&self.counter).read_exact(&mut [0; 8])?;
                (&self.counter).write_all(&one)
            }
            result => result.map(drop),
        }
    }
}
