//! Any error is taken for the end of writing: one datagram that nobody took, and a socket that
//! could send the next one is given up.
//!
//! caught by: an_error_beside_data_does_not_end_writing
//! says: `is_write_closed()` says yes for EPOLLIN|EPOLLERR
//! hint: What stands beside ERR in those lines of the table in which nobody reads any more?
// in event.rs
impl Event {
    pub fn is_write_closed(&self) -> bool {
        self.has(libc::EPOLLHUP) || self.has(libc::EPOLLERR)
    }
}
