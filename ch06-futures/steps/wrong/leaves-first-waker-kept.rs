//! The waker of the first poll is kept, and later ones are not. A future may have changed hands meanwhile: then
//! the wrong one is woken, and the right one never.
//!
//! caught by: the_thread_wakes_who_has_polled_last
//! says: of who had polled before, and of who has polled last
//! hint: Two polls, with two wakers: who waits for the end of the work?
// in on_thread.rs
impl<T> Future for OnThread<T> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        let Some(shared) = &self.shared else {
            polled_after_ready("OnThread");
        };
        let outcome = {
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            shared.waker.get_or_insert_with(|| cx.waker().clone());
            shared.outcome.take()
        };
        let Some(outcome) = outcome else {
            return Poll::Pending;
        };
        self.shared = None;
        Poll::Ready(outcome.unwrap_or_else(|payload| panic::resume_unwind(payload)))
    }
}
