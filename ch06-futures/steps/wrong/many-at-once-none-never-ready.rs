//! It looks whether all are done when one becomes ready. Of no futures none ever does, and whoever joins an empty
//! list waits for ever.
//!
//! caught by: no_futures_at_all_are_ready_at_once
//! says: of none, none has to be waited for
//! hint: What does your loop do when there are no children?
// in join_all.rs
pub struct JoinAll<F: Future> {
    /// In the order in which they were given, and how many are pending.
    children: Option<(Vec<MaybeDone<F>>, usize)>,
}
// in join_all.rs
impl<F: Future> FromIterator<F> for JoinAll<F> {
    fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> JoinAll<F> {
        let children: Vec<_> = futures.into_iter().map(MaybeDone::Future).collect();
        let pending = children.len();
        JoinAll {
            children: Some((children, pending)),
        }
    }
}
// in join_all.rs
impl<F: Future> Future for JoinAll<F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Vec<F::Output>> {
        let Some((children, pending)) = &mut self.children else {
            polled_after_ready("JoinAll");
        };
        let mut are_done = false;
        for child in &mut *children {
            if matches!(child, MaybeDone::Future(_)) && child.poll(cx) {
                *pending -= 1;
                are_done = *pending == 0;
            }
        }
        if !are_done {
            return Poll::Pending;
        }
        let values = children.iter_mut().filter_map(MaybeDone::take).collect();
        self.children = None;
        Poll::Ready(values)
    }
}
