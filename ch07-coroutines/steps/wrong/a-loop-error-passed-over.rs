//! An error is left out, and the loop goes on: the caller gets what there is, and never hears of it.
//!
//! caught by: an_error_ends_the_loop_and_drops_what_it_has
//! says: the third is not asked for
//! hint: What does `?` do in a loop?
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
                    variables.answers.extend(answer.ok());
                    State::Next(variables)
                }
                State::Done => panic!("`in_turn` polled after it was ready"),
            };
        }
    }
}
