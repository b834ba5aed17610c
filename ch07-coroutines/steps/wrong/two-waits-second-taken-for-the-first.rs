//! Where the second request is pending, it is put back as if it were the first: its answer is taken for the first one,
//! and the second is asked for again.
//!
//! caught by: the_first_answer_is_kept_while_the_second_is_waited_for
//! says: nothing else is dropped at the second wait
//! hint: Into which state does it fall where the second request is pending, and which pieces come after that one?
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
                    get,
                    first,
                    mut request,
                } => {
                    let Poll::Ready(answer) = request.poll(cx) else {
                        self.state = State::First { request, get };
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
