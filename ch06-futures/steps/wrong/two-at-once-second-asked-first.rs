//! The second is polled before the first: of two that are ready the wrong one wins, so that a time-out beats an
//! answer which is there.
//!
//! caught by: select_polls_the_first_before_the_second_which_is_not_polled_if_that_is_ready
//! says: both are ready, and the first is asked first
//! hint: Of two that are both ready, whose value is it to be?
// in select.rs
impl<A: Future, B: Future> Future for Select<A, B> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some((first, second)) = &mut self.both else {
            polled_after_ready("Select");
        };
        if let Poll::Ready(value) = second.poll(cx) {
            let (first, _) = self.both.take().expect(BOTH);
            return Poll::Ready(Either::Right((value, first)));
        }
        if let Poll::Ready(value) = first.poll(cx) {
            let (_, second) = self.both.take().expect(BOTH);
            return Poll::Ready(Either::Left((value, second)));
        }
        Poll::Pending
    }
}
