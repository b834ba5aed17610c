//! At each poll it takes what is there. The value of the early one is dropped where the other is pending, and then
//! there are never two.
//!
//! caught by: join_gives_both_values_in_the_order_of_the_futures
//! says: the value of the early one is kept
//! hint: Where is the value that has been taken, when the other one is not there yet?
// in join.rs
impl<A: Future, B: Future> Future for Join<A, B> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.first.poll(cx);
        self.second.poll(cx);
        match (self.first.take(), self.second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            _ => Poll::Pending,
        }
    }
}
