//! A hang-up or an error makes a source both readable and writable: who waits for room on a pipe
//! that it only reads, or for data on one that it only writes, is told that it has come.
//!
//! caught by: a_hang_up_alone_is_nothing_to_read
//! says: `is_readable()` says yes for EPOLLHUP
//! caught by: a_pipe_without_a_reader_is_closed_for_writing
//! says: `is_writable()` says yes for EPOLLERR
//! hint: Which flags speak of something to read, and which of room? An end that has no more to say shows in the answers about closing.
// in event.rs
impl Event {
    pub fn is_readable(&self) -> bool {
        self.has(libc::EPOLLIN | libc::EPOLLPRI | libc::EPOLLHUP | libc::EPOLLERR)
    }

    pub fn is_writable(&self) -> bool {
        self.has(libc::EPOLLOUT | libc::EPOLLHUP | libc::EPOLLERR)
    }
}
