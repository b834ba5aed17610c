//! Without its value, `Ready` is pending: whoever polls once too often by mistake waits for ever, and is not told
//! why.
//!
//! caught by: ready_polled_again_panics_and_says_who
//! says: what a second poll of `ready` comes to
//! hint: Will there be a value again? What is a caller to be told who asks for one?
// in ready.rs
impl<T> Future for Ready<T> {
    fn poll(&mut self, _cx: &mut Context<'_>) -> Poll<T> {
        match self.value.take() {
            Some(value) => Poll::Ready(value),
            None => Poll::Pending,
        }
    }
}
