//! A hang-up without a word of data counts for nothing: who reads from a pipe whose writer has
//! gone waits for ever.
//!
//! caught by: a_pipe_without_a_writer_is_closed_for_reading
//! says: a hang-up, and nobody is told
//! hint: What does the kernel report for a pipe when its last writer closes it? See EPOLLHUP in epoll_ctl(2).
// in event.rs
impl Event {
    pub fn is_read_closed(&self) -> bool {
        self.has(libc::EPOLLIN) && self.has(libc::EPOLLRDHUP)
    }
}
