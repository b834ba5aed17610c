//! The start makes the first request at once, as if every loop had a first turn.
//!
//! caught by: a_loop_without_a_turn_is_over_in_the_first_poll
//! says: 0 was asked for, and nothing more is wanted
//! hint: How often does `for number in 0..0` go round?
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
                State::Start { mut get, count } => State::Waiting {
                    request: get(0),
                    variables: Variables {
                        numbers: 1..count,
                        answers: Vec::new(),
                        get,
                    },
                },
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
                        self.state = State::Waiting { request, variables };
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
