//! A future that is ready is kept beside its value, with all that it holds, until the other one is ready too.
//!
//! caught by: join_polls_none_that_is_ready_and_drops_it_then
//! says: what is ready is dropped, and its value kept
//! hint: What is still needed of a future that has given its value?
// in maybe_done.rs
pub(crate) enum MaybeDone<F: Future> {
    /// To be polled.
    Future(F),
    /// What it gave, and what it was.
    Done(F::Output, F),
    /// The value has been taken.
    Taken,
}
// in maybe_done.rs
impl<F: Future> MaybeDone<F> {
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> bool {
        match std::mem::replace(self, MaybeDone::Taken) {
            MaybeDone::Future(mut future) => match future.poll(cx) {
                Poll::Ready(value) => *self = MaybeDone::Done(value, future),
                Poll::Pending => {
                    *self = MaybeDone::Future(future);
                    return false;
                }
            },
            other => *self = other,
        }
        true
    }

    pub(crate) fn take(&mut self) -> Option<F::Output> {
        match std::mem::replace(self, MaybeDone::Taken) {
            MaybeDone::Done(value, _) => Some(value),
            other => {
                *self = other;
                None
            }
        }
    }
}
