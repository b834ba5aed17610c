//! Where the kernel has nothing it is pending, and wakes nobody: who polls only when woken never polls again.
//!
//! caught by: a_request_that_is_pending_is_to_be_polled_again
//! says: nothing but a poll finds out whether there is an answer
//! hint: Who will know that the kernel has something now, and whom does he tell?
// in net/busy.rs
fn attempt<T>(_cx: &Context<'_>, call: impl FnMut() -> io::Result<T>) -> Poll<io::Result<T>> {
    match uninterrupted(call) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Poll::Pending,
        result => Poll::Ready(result),
    }
}
