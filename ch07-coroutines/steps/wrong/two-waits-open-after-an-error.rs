//! After an error of the first it goes back to the start, to be asked again: its parameter lives on, and it is not over.
//!
//! caught by: an_error_of_the_first_ends_it
//! says: the second is not asked for, and all is dropped
//! hint: What is there after `?` has left an `async fn`?
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
                    let first = match answer {
                        Ok(first) => first,
                        Err(error) => {
                            self.state = State::Start { get };
                            return Poll::Ready(Err(error));
                        }
                    };
                    let request = get("second");
                    State::Second {
                        request,
                        first,
                        get,
                    }
                }
                State::Second {
                    get,
                    first,
                    mut request,
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
