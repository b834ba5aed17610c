//! A pipe without a reader is no end of writing: the kernel says so by an error with nothing
//! beside it, and the writer waits for room for ever.
//!
//! caught by: a_pipe_without_a_reader_is_closed_for_writing
//! says: nobody reads
//! hint: What does the kernel report to the writer of a pipe when the reader has gone? See EPOLLERR in epoll_ctl(2).
// in event.rs
impl Event {
    pub fn is_write_closed(&self) -> bool {
        self.has(libc::EPOLLHUP) || (self.has(libc::EPOLLOUT) && self.has(libc::EPOLLERR))
    }
}
