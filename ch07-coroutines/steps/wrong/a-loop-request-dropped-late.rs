//! The request of a turn lives until the next one has been made: two at once, where the function has one.
//!
//! caught by: a_poll_goes_round_as_often_as_it_can
//! says: "get 1"
//! hint: When does a temporary of one turn end, and when does the next turn begin?
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
                        self.state = State::Waiting { request, variables };
                        return Poll::Pending;
                    };
                    variables.answers.push(answer?);
                    match variables.numbers.next() {
                        Some(number) => State::Waiting {
                            request: (variables.get)(number),
                            variables,
                        },
                        None => return Poll::Ready(Ok(variables.answers)),
                    }
                }
                State::Done => panic!("`in_turn` polled after it was ready"),
            };
        }
    }
}
