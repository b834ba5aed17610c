//! A connection that is not made yet is given up, and another one begun at the next poll: a server that is far away
//! is never reached.
//!
//! caught by: where_it_had_to_wait_it_goes_on_and_nothing_is_done_twice
//! says: `connect`, where the script has
//! hint: The kernel is at it already. In which state does the next poll have to go on, and with which connection?
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
                    Poll::Pending => {
                        drop(stream);
                        return self.wait(State::New);
                    }
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
