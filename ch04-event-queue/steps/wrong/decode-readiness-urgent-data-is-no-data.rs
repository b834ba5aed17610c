//! Urgent data is not something to read: who waits for it is told, looks, and leaves it there.
//!
//! caught by: an_urgent_byte_has_priority
//! says: urgent data is data
//! hint: Which two flags mean that a read would give something? See EPOLLPRI in epoll_ctl(2).
// in event.rs
impl Event {
    pub fn is_readable(&self) -> bool {
        self.has(libc::EPOLLIN)
    }
}
