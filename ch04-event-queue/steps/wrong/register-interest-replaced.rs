//! One interest replaces the other instead of being added: who asks to read and to write is never
//! told of room to write.
//!
//! caught by: interests_are_added_up
//! says: is not among it
//! hint: What are the flags when two interests are asked for at once?
// in epoll.rs
fn flags(interest: Interest) -> u32 {
    let flags = if interest.is_readable() {
        libc::EPOLLIN | libc::EPOLLRDHUP
    } else if interest.is_writable() {
        libc::EPOLLOUT
    } else {
        libc::EPOLLPRI
    };
    (flags | libc::EPOLLET) as u32
}
