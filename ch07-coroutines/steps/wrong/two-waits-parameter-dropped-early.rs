//! The variables of the last piece are bound in the opposite order: at an error `get` is dropped while the answer, which
//! may need it, is still there.
//!
//! caught by: an_error_of_the_second_drops_the_first_answer_and_then_the_parameter
//! says: variables are dropped in the opposite of their order
//! hint: In which order does a pattern bind its variables, and in which are they dropped when `?` leaves?
// in by_hand/two_requests.rs
impl<G, F, T, E> Future for TwoRequests<G, F, T>
where
    G: FnMut(&'static str) -> F,
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<(T, T), E>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            self.state = match mem::replace(&mut self.state, State::Done) {
                State::Start { mut get } => {
                    let request = get("first");
                    State::First { request, get }
                }
                State::First {
                    mut get,
                    mut request,
                } => {
                    let Poll::Ready(answer) = request.poll(cx) else {
                        self.state = State::First { request, get };
                        return Poll::Pending;
                    };
                    drop(request);
                    let first = answer?;
                    let request = get("second");
                    State::Second {
                        request,
                        first,
                        get,
                    }
                }
                State::Second {
                    mut request,
                    first,
                    get,
                } => {
                    let Poll::Ready(answer) = request.poll(cx) else {
                        self.state = State::Second {
                            request,
                            first,
                            get,
                        };
                        return Poll::Pending;
                    };
                    drop(request);
                    let second = answer?;
                    return Poll::Ready(Ok((first, second)));
                }
                State::Done => panic!("`two_requests` polled after it was ready"),
            };
        }
    }
}
