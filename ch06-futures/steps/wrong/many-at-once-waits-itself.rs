//! One poll polls the children until all are ready: whoever polls it cannot do anything else meanwhile.
//!
//! caught by: each_poll_polls_all_that_are_pending_in_order
//! says: assertion `left == right` failed
//! hint: What is `join_all` to say to who polls it, while one child has no value?
// in join_all.rs
impl<F: Future> Future for JoinAll<F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Vec<F::Output>> {
        let Some(children) = &mut self.children else {
            polled_after_ready("JoinAll");
        };
        for child in &mut *children {
            while !child.poll(cx) {}
        }
        let values = children.iter_mut().filter_map(MaybeDone::take).collect();
        self.children = None;
        Poll::Ready(values)
    }
}
