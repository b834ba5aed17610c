//! `Pending` waits in its poll, which never returns: nothing else on this thread goes on.
//!
//! caught by: pending_is_pending_at_each_poll
//! hangs: blocked in a call
//! hint: Who waits: the future, or who polls it?
// in ready.rs
impl<T> Future for Pending<T> {
    fn poll(&mut self, _cx: &mut Context<'_>) -> Poll<T> {
        loop {
            std::thread::park();
        }
    }
}
