//! Where the second begins, `then` is pending, although nobody has polled it yet: nothing will wake who waits for
//! it.
//!
//! caught by: then_of_two_that_are_ready_is_ready_at_the_first_poll
//! says: nothing has to wait, so nothing is pending
//! hint: `Pending` says that somebody will be woken. Who has seen to that, when the second was never polled?
// in then.rs
impl<A, B, G> Future for Then<A, B, G>
where
    A: Future,
    B: Future,
    G: FnOnce(A::Output) -> B,
{
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<B::Output> {
        match &mut self.state {
            State::First { future, .. } => {
                let value = ready!(future.poll(cx));
                self.begin_second(value);
                Poll::Pending
            }
            State::Second { future } => {
                let value = ready!(future.poll(cx));
                self.state = State::Done;
                Poll::Ready(value)
            }
            State::Done => polled_after_ready("Then"),
        }
    }
}
