//! When the time is up it says so, and keeps the connection: the socket stays open for as long as anybody keeps the
//! future.
//!
//! caught by: a_request_whose_time_is_up_fails_and_closes_the_connection
//! says: the connection is open after a time-out
//! hint: Who owns the connection, and in which state is it not there any more?
// in net/http_get.rs
impl<D: Driver> Future for HttpGet<D> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.start_clock();
        if let Poll::Ready(result) = self.poll_exchange(cx) {
            return Poll::Ready(result);
        }
        match &mut self.time {
            Time::Running { limit, delay } => delay.poll(cx).map(|()| Err(Error::TimedOut(*limit))),
            _ => Poll::Pending,
        }
    }
}
