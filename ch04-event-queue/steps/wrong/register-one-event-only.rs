//! EPOLLONESHOT taken for edge-triggered: after its first event a source is never reported again.
//!
//! caught by: nothing_is_asked_for_that_nobody_wants
//! says: EPOLLONESHOT
//! hint: One event an arrival, or one event a registration? See EPOLLET and EPOLLONESHOT in epoll_ctl(2).
// in epoll.rs
fn flags(interest: Interest) -> u32 {
    let mut flags = libc::EPOLLET | libc::EPOLLONESHOT;
    if interest.is_readable() {
        flags |= libc::EPOLLIN | libc::EPOLLRDHUP;
    }
    if interest.is_writable() {
        flags |= libc::EPOLLOUT;
    }
    if interest.is_priority() {
        flags |= libc::EPOLLPRI;
    }
    flags as u32
}
