//! Without EPOLLET the queue reports the state and not the arrival: a source that is left unread
//! ends every wait, and the thread spins.
//!
//! caught by: arrivals_are_asked_for_and_not_states
//! says: level-triggered
//! hint: See epoll(7), level-triggered and edge-triggered: which flag asks for arrivals?
// in epoll.rs
fn flags(interest: Interest) -> u32 {
    let mut flags = 0;
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
