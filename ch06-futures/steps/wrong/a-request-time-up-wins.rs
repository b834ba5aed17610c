//! The clock is asked before the connection: an answer that has come is thrown away, because the thread was busy
//! with something else until the time was up.
//!
//! caught by: an_answer_that_has_come_counts_also_where_the_time_is_up
//! says: TimedOut
//! hint: The answer is there, and the time is up. Which of the two does the user want to hear of?
// in net/http_get.rs
impl<D: Driver> Future for HttpGet<D> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.start_clock();
        if let Time::Running { limit, delay } = &mut self.time
            && delay.poll(cx).is_ready()
        {
            self.state = State::Done;
            return Poll::Ready(Err(Error::TimedOut(*limit)));
        }
        self.poll_exchange(cx)
    }
}
