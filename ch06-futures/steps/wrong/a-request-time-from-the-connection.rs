//! The time begins when the connection stands: a server that cannot be reached is never given up.
//!
//! caught by: the_time_runs_from_the_first_poll_and_is_asked_for_once
//! says: the delays that were asked for in 1 polls
//! hint: Which of the states of the request may go on for ever, if nobody looks at the clock?
// in net/http_get.rs
impl<D: Driver> HttpGet<D> {
    fn start_clock(&mut self) {
        let is_connecting = matches!(self.state, State::New | State::Connecting { .. });
        if let Time::Limit(limit) = self.time
            && !is_connecting
        {
            let delay = self.driver.delay(limit);
            self.time = Time::Running { limit, delay };
        }
    }
}
