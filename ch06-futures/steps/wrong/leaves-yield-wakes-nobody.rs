//! It is pending once, and wakes nobody: who polls only when woken never polls it again.
//!
//! caught by: yield_now_is_pending_once_and_to_be_polled_again_at_once
//! says: wakes by a future that waits for nothing
//! hint: It waits for nothing. Who is to say that it can be polled again?
// in yield_now.rs
impl Future for YieldNow {
    fn poll(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        if self.has_yielded {
            return Poll::Ready(());
        }
        self.has_yielded = true;
        Poll::Pending
    }
}
