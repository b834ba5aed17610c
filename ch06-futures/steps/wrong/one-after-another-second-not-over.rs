//! When the second is ready, `then` stays in its second state: the future is kept with all that it holds, and a
//! poll too many polls it again.
//!
//! caught by: then_polled_after_it_was_ready_panics
//! caught by: then_runs_the_second_when_the_first_is_ready_and_gives_its_value
//! says: a second that is ready is over
//! says: nothing is polled a second time
//! hint: Which state comes after the second?
// in then.rs
impl<A, B, G> Future for Then<A, B, G>
where
    A: Future,
    B: Future,
    G: FnOnce(A::Output) -> B,
{
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<B::Output> {
        loop {
            match &mut self.state {
                State::First { future, .. } => {
                    let value = ready!(future.poll(cx));
                    self.begin_second(value);
                }
                State::Second { future } => return future.poll(cx),
                State::Done => polled_after_ready("Then"),
            }
        }
    }
}
