//! The delay sleeps in its poll: the thread stands still, and all other futures with it.
//!
//! caught by: a_delay_that_is_not_over_is_pending_and_does_not_block
//! hangs: blocked in a call
//! hint: Which other futures could be polled while this one has nothing to do but wait?
// in delay.rs
impl Future for Delay {
    fn poll(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        match self.deadline {
            Some(deadline) => std::thread::sleep(deadline - Instant::now().min(deadline)),
            None => std::thread::sleep(std::time::Duration::MAX),
        }
        Poll::Ready(())
    }
}
