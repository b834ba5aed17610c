//! After each step it is pending, although it has not met anything to wait for: nobody has been asked to wake it for
//! the next one.
//!
//! caught by: a_request_that_never_has_to_wait_takes_one_poll
//! says: nothing has to wait, so nothing is pending
//! hint: `Pending` says that somebody will be woken. Who, when it was not the kernel that had nothing?
// in net/http_get.rs
impl<D: Driver> HttpGet<D> {
    fn poll_exchange(&mut self, cx: &mut Context<'_>) -> Poll<Result<Response, Error>> {
        loop {
            self.state = match mem::replace(&mut self.state, State::Done) {
                State::New => State::Connecting {
                    stream: self.driver.connect(self.address)?,
                },
                State::Connecting { mut stream } => match stream.poll_connected(cx)? {
                    Poll::Ready(()) => return self.wait(State::Sending { stream, written: 0 }),
                    Poll::Pending => return self.wait(State::Connecting { stream }),
                },
                State::Sending {
                    mut stream,
                    mut written,
                } => match poll_write_all(&mut stream, cx, &self.request, &mut written)? {
                    Poll::Ready(()) => State::Receiving {
                        stream,
                        decoder: ResponseDecoder::default(),
                    },
                    Poll::Pending => return self.wait(State::Sending { stream, written }),
                },
                State::Receiving {
                    mut stream,
                    mut decoder,
                } => match poll_response(&mut stream, cx, &mut decoder)? {
                    Poll::Ready(response) => return Poll::Ready(Ok(response)),
                    Poll::Pending => return self.wait(State::Receiving { stream, decoder }),
                },
                State::Done => polled_after_ready("HttpGet"),
            };
        }
    }
}
