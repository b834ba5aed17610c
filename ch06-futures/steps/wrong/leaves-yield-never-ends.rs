//! It does not note that it has been pending, and so it is at every poll: `block_on` asks for ever.
//!
//! caught by: yield_now_is_pending_once_and_to_be_polled_again_at_once
//! says: it has been pending once, and that is enough
//! hint: How does the second poll know that it is not the first?
// in yield_now.rs
impl Future for YieldNow {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.has_yielded {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
