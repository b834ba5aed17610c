//! The first request is dropped at the end of its arm: when the second has already been made.
//!
//! caught by: a_poll_goes_as_far_as_it_gets
//! says: "get second"
//! hint: In `get("first").await?` the request is a temporary. What comes first, its end or the next line?
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
                    let first = answer?;
                    State::Second {
                        request: get("second"),
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
