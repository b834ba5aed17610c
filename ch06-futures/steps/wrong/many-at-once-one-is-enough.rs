//! One child that is ready is taken for all: the values of the others are missing.
//!
//! caught by: the_values_are_in_the_order_of_the_futures_whichever_was_ready_first
//! says: 1 of five are ready, and not all
//! hint: `are_done` begins as true or as false, and which operator keeps it so until one objects?
// in join_all.rs
impl<F: Future> Future for JoinAll<F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Vec<F::Output>> {
        let Some(children) = &mut self.children else {
            polled_after_ready("JoinAll");
        };
        let mut are_done = false;
        for child in &mut *children {
            are_done |= child.poll(cx);
        }
        if !are_done {
            return Poll::Pending;
        }
        let values = children.iter_mut().filter_map(MaybeDone::take).collect();
        self.children = None;
        Poll::Ready(values)
    }
}
