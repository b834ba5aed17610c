//! The time is rounded down to whole milliseconds: the last part of each wait is 0 ms, and its
//! caller spins until the time is really over.
//!
//! caught by: a_wait_is_never_shorter_than_its_time
//! says: was over after
//! hint: What does 0 ms mean to epoll_wait(2), and what becomes of a wait for 500 µs?
// in epoll.rs
fn timeout_ms(timeout: Option<Duration>) -> c_int {
    let Some(timeout) = timeout else { return -1 };
    c_int::try_from(timeout.as_millis()).unwrap_or(c_int::MAX)
}
