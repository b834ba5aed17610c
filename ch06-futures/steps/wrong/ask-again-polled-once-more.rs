//! It polls until the future is ready, and then polls again for the value: which has been given away already.
//!
//! caught by: block_on_polls_nothing_that_has_been_ready
//! says: polls of a future that was ready at the first
//! hint: `Ready` comes once, and with the value. Who has it after `is_pending()` was asked?
// in block_on.rs
pub fn block_on_counted<F: Future>(mut future: F) -> (F::Output, u64) {
    let mut cx = Context::from_waker(Waker::noop());
    let mut polls = 1;
    while future.poll(&mut cx).is_pending() {
        polls += 1;
        hint::spin_loop();
    }
    match future.poll(&mut cx) {
        Poll::Ready(value) => (value, polls),
        Poll::Pending => unreachable!("it was ready"),
    }
}
