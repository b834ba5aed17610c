//! Polled after its end, it gives the values of no children: an empty list, as if there had been none.
//!
//! caught by: polled_after_it_was_ready_it_panics
//! says: what a poll after the last one comes to
//! hint: How does a poll tell "there were no children" from "it is over"?
// in join_all.rs
impl<F: Future> Future for JoinAll<F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Vec<F::Output>> {
        let mut are_done = true;
        for child in self.children.iter_mut().flatten() {
            are_done &= child.poll(cx);
        }
        if !are_done {
            return Poll::Pending;
        }
        let mut children = self.children.take().unwrap_or_default();
        Poll::Ready(children.iter_mut().filter_map(MaybeDone::take).collect())
    }
}
