//! `all` stops at the first child that is pending: those behind it are not polled, so nothing of theirs is under
//! way.
//!
//! caught by: each_poll_polls_all_that_are_pending_in_order
//! says: each is polled once a poll
//! hint: At which child does `all` stop, and what of those behind it?
// in join_all.rs
impl<F: Future> Future for JoinAll<F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Vec<F::Output>> {
        let Some(children) = &mut self.children else {
            polled_after_ready("JoinAll");
        };
        if !children.iter_mut().all(|child| child.poll(cx)) {
            return Poll::Pending;
        }
        let values = children.iter_mut().filter_map(MaybeDone::take).collect();
        self.children = None;
        Poll::Ready(values)
    }
}
