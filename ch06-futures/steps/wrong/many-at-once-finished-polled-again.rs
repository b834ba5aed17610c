//! Each poll polls all children, also those that have been ready: which is their end, and the next poll of them a
//! panic.
//!
//! caught by: none_is_polled_after_it_was_ready
//! says: was polled after it was ready
//! hint: How does the next poll know which of the children are over?
// in join_all.rs
pub struct JoinAll<F: Future> {
    /// Each with its value; none when it is done.
    children: Option<Vec<(F, Option<F::Output>)>>,
}
// in join_all.rs
impl<F: Future> FromIterator<F> for JoinAll<F> {
    fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> JoinAll<F> {
        let children = futures.into_iter().map(|future| (future, None)).collect();
        JoinAll {
            children: Some(children),
        }
    }
}
// in join_all.rs
impl<F: Future> Future for JoinAll<F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Vec<F::Output>> {
        let Some(children) = &mut self.children else {
            polled_after_ready("JoinAll");
        };
        for (future, value) in &mut *children {
            if let Poll::Ready(ready) = future.poll(cx) {
                *value = Some(ready);
            }
        }
        if children.iter().any(|(_, value)| value.is_none()) {
            return Poll::Pending;
        }
        let children = self.children.take().unwrap_or_default();
        Poll::Ready(
            children
                .into_iter()
                .filter_map(|(_, value)| value)
                .collect(),
        )
    }
}
