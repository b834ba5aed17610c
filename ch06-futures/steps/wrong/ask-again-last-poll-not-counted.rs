//! Only the polls that were pending are counted, and not the one that had the value.
//!
//! caught by: the_polls_are_counted_the_last_one_too
//! says: polls of a future that was ready at the first
//! hint: How many polls does `ready(())` need?
// in block_on.rs
pub fn block_on_counted<F: Future>(mut future: F) -> (F::Output, u64) {
    let mut cx = Context::from_waker(Waker::noop());
    let mut polls = 0;
    loop {
        match future.poll(&mut cx) {
            Poll::Ready(value) => return (value, polls),
            Poll::Pending => polls += 1,
        }
    }
}
