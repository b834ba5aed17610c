//! Only a hang-up closes reading: a peer that has said all it will say, and still listens, looks
//! as if it went on.
//!
//! caught by: the_end_of_what_the_peer_sends_closes_reading
//! says: `is_read_closed()` says no for EPOLLIN|EPOLLRDHUP: the peer has ended its half
//! hint: A connection has two halves. Which flag is about the peer's alone?
// in event.rs
impl Event {
    pub fn is_read_closed(&self) -> bool {
        self.has(libc::EPOLLHUP)
    }
}
