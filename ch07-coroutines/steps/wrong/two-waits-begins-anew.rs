//! Where the first request is pending, it goes back to the start: each poll makes a request anew, and none is ever ready.
//!
//! caught by: a_poll_goes_on_at_the_wait_where_the_one_before_has_stopped
//! says: what is pending is kept
//! hint: Which state is it that a poll at the first wait must find again?
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
                        self.state = State::Start { get };
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
