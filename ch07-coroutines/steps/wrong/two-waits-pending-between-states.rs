//! Each arm sets the next state and returns: pending, though nothing has been asked that could wake anybody.
//!
//! caught by: a_poll_goes_as_far_as_it_gets
//! says: no request is pending, and so nobody would wake it
//! hint: Who wakes the task after a poll that has only made a request?
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
                    self.state = State::First { request, get };
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
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
