//! An orderly hang-up is taken for an error: connections that ended well are logged as failed.
//!
//! caught by: both_ends_shut_close_writing_too
//! says: an orderly end is no error
//! hint: Compare EPOLLERR and EPOLLHUP in epoll_ctl(2).
// in event.rs
impl Event {
    pub fn is_error(&self) -> bool {
        self.has(libc::EPOLLERR) || self.has(libc::EPOLLHUP)
    }
}
