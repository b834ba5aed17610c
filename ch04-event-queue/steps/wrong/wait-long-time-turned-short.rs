//! A time of more than 24 days does not fit, and what is left of it may be 0 ms: a wait that was
//! to be very long is over at once, every time.
//!
//! caught by: a_long_time_does_not_turn_into_a_short_one
//! says: at once, although its time was
//! hint: What does `as` do to a number that does not fit? What is the longest time the kernel takes?
// in epoll.rs
fn timeout_ms(timeout: Option<Duration>) -> c_int {
    let Some(timeout) = timeout else { return -1 };
    timeout.as_nanos().div_ceil(1_000_000) as c_int
}
