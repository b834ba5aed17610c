//! Each turn ends the poll: it is pending, and nothing has been asked that could wake anybody.
//!
//! caught by: a_poll_goes_round_as_often_as_it_can
//! says: no request is pending, and so nobody would wake it
//! hint: Who wakes the task, when the request that has woken it is over?
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
                    drop(request);
                    variables.answers.push(answer?);
                    self.state = State::Next(variables);
                    return Poll::Pending;
                }
                State::Done => panic!("`in_turn` polled after it was ready"),
            };
        }
    }
}
