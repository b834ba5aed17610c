//! A child that is ready is not polled again, but it is kept, with all that it holds, until the last one is ready:
//! of a thousand requests all connections stay open.
//!
//! caught by: one_that_is_ready_is_dropped_then_and_not_with_the_last
//! says: what is ready is dropped, and its value kept
//! hint: What is still needed of a future that has given its value?
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
            if value.is_none()
                && let Poll::Ready(ready) = future.poll(cx)
            {
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
