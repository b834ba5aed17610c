//! Each poll sleeps a little before it says `Pending`, to be easy on the processor. All other futures of this thread
//! sleep too: a thousand delays make a second of each round.
//!
//! caught by: a_delay_that_is_not_over_is_pending_and_does_not_block
//! hangs: blocked in a call
//! hint: Who may sleep: one future of many, or who polls them all?
// in delay.rs
impl Future for Delay {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => Poll::Ready(()),
            _ => {
                std::thread::sleep(Duration::from_millis(1));
                again(cx)
            }
        }
    }
}
