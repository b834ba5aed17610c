//! Both futures are taken out, and are not put back where both are pending: they are gone, and the next poll finds
//! nothing.
//!
//! caught by: select_is_pending_while_both_are
//! says: `Select` polled after it was ready
//! hint: What is in `self.both` after a poll that was pending?
// in select.rs
impl<A: Future, B: Future> Future for Select<A, B> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some((mut first, mut second)) = self.both.take() else {
            polled_after_ready("Select");
        };
        if let Poll::Ready(value) = first.poll(cx) {
            return Poll::Ready(Either::Left((value, second)));
        }
        if let Poll::Ready(value) = second.poll(cx) {
            return Poll::Ready(Either::Right((value, first)));
        }
        Poll::Pending
    }
}
