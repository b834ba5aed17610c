//! The panic goes on before the future has noted that it is over: the next poll finds no outcome, and waits for one
//! for ever.
//!
//! caught by: a_panic_on_the_thread_comes_out_of_the_poll
//! says: `OnThread` polled after it was ready
//! hint: Which lines of `poll` are run when `resume_unwind` is above them?
// in on_thread.rs
impl<T> Future for OnThread<T> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        let Some(shared) = &self.shared else {
            polled_after_ready("OnThread");
        };
        let mut waker = Some(cx.waker().clone());
        let outcome = {
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            mem::swap(&mut shared.waker, &mut waker);
            shared.outcome.take()
        };
        drop(waker);
        match outcome {
            None => Poll::Pending,
            Some(Err(payload)) => panic::resume_unwind(payload),
            Some(Ok(value)) => {
                self.shared = None;
                Poll::Ready(value)
            }
        }
    }
}
