//! One of the two being ready is taken for both.
//!
//! caught by: join_gives_both_values_in_the_order_of_the_futures
//! says: `Join` polled after it was ready
//! hint: When are there two values: if one is done *or* the other, or if both are?
// in join.rs
impl<A: Future, B: Future> Future for Join<A, B> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let are_done = self.first.poll(cx) | self.second.poll(cx);
        if !are_done {
            return Poll::Pending;
        }
        match (self.first.take(), self.second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            _ => polled_after_ready("Join"),
        }
    }
}
