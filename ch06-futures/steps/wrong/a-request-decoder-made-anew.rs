//! Each poll begins with a new decoder. The one that had got the first half of the answer is gone, and the second
//! half alone is no answer.
//!
//! caught by: an_answer_that_comes_in_pieces_is_put_together
//! says: after a part of the answer
//! hint: Where is the first half of an answer, while the second has not come?
// in net/http_get.rs
impl<D: Driver> HttpGet<D> {
    fn poll_exchange(&mut self, cx: &mut Context<'_>) -> Poll<Result<Response, Error>> {
        loop {
            self.state = match mem::replace(&mut self.state, State::Done) {
                State::New => State::Connecting {
                    stream: self.driver.connect(self.address)?,
                },
                State::Connecting { mut stream } => match stream.poll_connected(cx)? {
                    Poll::Ready(()) => State::Sending { stream, written: 0 },
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
                State::Receiving { mut stream, .. } => {
                    let mut decoder = ResponseDecoder::default();
                    match poll_response(&mut stream, cx, &mut decoder)? {
                        Poll::Ready(response) => return Poll::Ready(Ok(response)),
                        Poll::Pending => return self.wait(State::Receiving { stream, decoder }),
                    }
                }
                State::Done => polled_after_ready("HttpGet"),
            };
        }
    }
}
