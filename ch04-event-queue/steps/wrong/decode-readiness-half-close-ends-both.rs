//! A peer that sends no more is taken for one that reads no more: its answer is never sent.
//!
//! caught by: the_end_of_what_the_peer_sends_closes_reading
//! says: the peer still reads
//! hint: Which half has ended when EPOLLRDHUP is set, and can the other one still be used?
// in event.rs
impl Event {
    pub fn is_write_closed(&self) -> bool {
        self.has(libc::EPOLLHUP) || self.has(libc::EPOLLRDHUP) || self.has(libc::EPOLLERR)
    }
}
