//! The state is taken out for the poll, and is not put back where the first is pending: the next poll finds `Done`.
//!
//! caught by: then_runs_the_second_when_the_first_is_ready_and_gives_its_value
//! says: a first that is pending is kept
//! hint: What is in `self.state` when `ready!` returns from the function?
// in then.rs
impl<A, B, G> Future for Then<A, B, G>
where
    A: Future,
    B: Future,
    G: FnOnce(A::Output) -> B,
{
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<B::Output> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::First {
                    mut future,
                    function,
                } => {
                    let value = ready!(future.poll(cx));
                    drop(future);
                    let future = function(value);
                    self.state = State::Second { future };
                }
                State::Second { mut future } => return future.poll(cx),
                State::Done => polled_after_ready("Then"),
            }
        }
    }
}
