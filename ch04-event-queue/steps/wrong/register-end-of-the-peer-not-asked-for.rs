//! Without EPOLLRDHUP a peer that has ended its half looks like one that sends: only a read tells,
//! and who waits to write never learns of it.
//!
//! caught by: reading_includes_the_peer_s_end
//! says: a peer that ends could not be told from one that sends
//! hint: Look for "peer" in the list of flags in epoll_ctl(2).
// in epoll.rs
fn flags(interest: Interest) -> u32 {
    let mut flags = libc::EPOLLET;
    if interest.is_readable() {
        flags |= libc::EPOLLIN;
    }
    if interest.is_writable() {
        flags |= libc::EPOLLOUT;
    }
    if interest.is_priority() {
        flags |= libc::EPOLLPRI;
    }
    flags as u32
}
