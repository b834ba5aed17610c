//! The values are collected as they come: which answer belongs to which request depends on who was faster.
//!
//! caught by: the_values_are_in_the_order_of_the_futures_whichever_was_ready_first
//! says: the values, each in the place of its future
//! hint: In which order do values come, and in which did the futures?
// in join_all.rs
pub struct JoinAll<F: Future> {
    /// Those that are pending, and what the others gave.
    children: Option<(Vec<F>, Vec<F::Output>)>,
}
// in join_all.rs
impl<F: Future> FromIterator<F> for JoinAll<F> {
    fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> JoinAll<F> {
        JoinAll {
            children: Some((futures.into_iter().collect(), Vec::new())),
        }
    }
}
// in join_all.rs
impl<F: Future> Future for JoinAll<F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Vec<F::Output>> {
        let Some((pending, values)) = &mut self.children else {
            polled_after_ready("JoinAll");
        };
        pending.retain_mut(|future| match future.poll(cx) {
            Poll::Ready(value) => {
                values.push(value);
                false
            }
            Poll::Pending => true,
        });
        if !pending.is_empty() {
            return Poll::Pending;
        }
        let (_, values) = self.children.take().unwrap_or_default();
        Poll::Ready(values)
    }
}
