//! The first future is dropped at the end of the scope, behind the call of the function: both are there at the same
//! time, with all that they hold.
//!
//! caught by: then_runs_the_second_when_the_first_is_ready_and_gives_its_value
//! says: a first that is ready is over
//! hint: Where does the scope of `future` end, and where is the function called?
// in then.rs
impl<A, B, G> Then<A, B, G>
where
    A: Future,
    G: FnOnce(A::Output) -> B,
{
    fn begin_second(&mut self, value: A::Output) {
        let first = std::mem::replace(&mut self.state, State::Done);
        if let State::First {
            future: _future,
            function,
        } = first
        {
            let future = function(value);
            self.state = State::Second { future };
        }
    }
}
