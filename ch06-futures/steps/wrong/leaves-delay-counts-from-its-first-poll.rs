//! The time begins with the first poll. Made early and polled late, it is over later than one thinks: a time-out for
//! several steps would begin anew with each.
//!
//! caught by: a_delay_counts_from_when_it_was_made_and_not_from_its_first_poll
//! says: the first poll of a delay that was over before
//! hint: When is `Instant::now()` asked for the first time?
// in delay.rs
pub struct Delay {
    duration: Duration,
    /// None: not polled yet.
    deadline: Option<Instant>,
}
// in delay.rs
impl Delay {
    pub fn new(duration: Duration) -> Delay {
        Delay {
            duration,
            deadline: None,
        }
    }
}
// in delay.rs
impl Future for Delay {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let now = Instant::now();
        if self.deadline.is_none() {
            self.deadline = now.checked_add(self.duration);
        }
        match self.deadline {
            Some(deadline) if now >= deadline => Poll::Ready(()),
            _ => again(cx),
        }
    }
}
