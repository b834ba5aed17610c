//! That a future is done is told only by the poll after the one in which it was ready. Nobody will be woken for
//! that poll.
//!
//! caught by: join_is_ready_in_the_poll_in_which_the_last_one_is
//! says: nothing has to wait, so nothing is pending
//! hint: What does `MaybeDone::poll` say in the poll in which the value has come?
// in maybe_done.rs
impl<F: Future> MaybeDone<F> {
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> bool {
        let MaybeDone::Future(future) = self else {
            return true;
        };
        if let Poll::Ready(value) = future.poll(cx) {
            *self = MaybeDone::Done(value);
        }
        false
    }
}
