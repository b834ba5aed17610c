//! `&&` does not look at its right side where the left one is false: the second future is not even begun before
//! the first is ready.
//!
//! caught by: join_polls_the_second_also_where_the_first_is_pending
//! says: both are under way
//! hint: What does `&&` do with its right side when the left one is false?
// in join.rs
impl<A: Future, B: Future> Future for Join<A, B> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if !(self.first.poll(cx) && self.second.poll(cx)) {
            return Poll::Pending;
        }
        match (self.first.take(), self.second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            _ => polled_after_ready("Join"),
        }
    }
}
