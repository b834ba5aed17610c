//! What has been written is forgotten where the rest has to wait: the next poll sends the request from its first byte,
//! behind the part of it that the server has got already.
//!
//! caught by: a_request_that_is_taken_in_pieces_arrives_whole
//! says: what has been written, in all
//! hint: How does the next poll know which bytes the kernel has taken?
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
                    Poll::Pending => return self.wait(State::Sending { stream, written: 0 }),
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
