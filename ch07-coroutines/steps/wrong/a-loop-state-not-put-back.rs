//! The state is taken out, and not put back where the request is pending: the next poll finds `Done`.
//!
//! caught by: a_poll_goes_on_in_the_turn_in_which_the_one_before_has_stopped
//! says: what is pending is kept
//! hint: What is in `self.state` after a poll that was pending?
// in by_hand/in_turn.rs
impl<G, F, T, E> Future for InTurn<G, F, T>
where
    G: FnMut(usize) -> F,
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<Vec<T>, E>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            self.state = match mem::replace(&mut self.state, State::Done) {
                State::Start { get, count } => State::Next(Variables {
                    numbers: 0..count,
                    answers: Vec::new(),
                    get,
                }),
                State::Next(mut variables) => match variables.numbers.next() {
                    Some(number) => State::Waiting {
                        request: (variables.get)(number),
                        variables,
                    },
                    None => return Poll::Ready(Ok(variables.answers)),
                },
                State::Waiting {
                    mut variables,
                    mut request,
                } => {
                    let Poll::Ready(answer) = request.poll(cx) else {
                        return Poll::Pending;
                    };
                    drop(request);
                    variables.answers.push(answer?);
                    State::Next(variables)
                }
                State::Done => panic!("`in_turn` polled after it was ready"),
            };
        }
    }
}
