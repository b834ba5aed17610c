//! Each poll begins to count the time anew: a server that sends a byte now and then is never given up.
//!
//! caught by: the_time_runs_from_the_first_poll_and_is_asked_for_once
//! says: the delays that were asked for in 2 polls
//! hint: Which of the three states of `Time` is it in at the second poll?
// in net/http_get.rs
impl<D: Driver> HttpGet<D> {
    fn start_clock(&mut self) {
        if let Time::Limit(limit) | Time::Running { limit, .. } = self.time {
            let delay = self.driver.delay(limit);
            self.time = Time::Running { limit, delay };
        }
    }
}
