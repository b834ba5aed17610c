//! A second poll panics, but with words that name no future: in a program of a hundred futures nobody knows
//! which.
//!
//! caught by: ready_polled_again_panics_and_says_who
//! says: called `Option::unwrap()` on a `None` value
//! hint: Which function of `future.rs` panics with the name of a future?
// in ready.rs
impl<T> Future for Ready<T> {
    fn poll(&mut self, _cx: &mut Context<'_>) -> Poll<T> {
        Poll::Ready(self.value.take().unwrap())
    }
}
