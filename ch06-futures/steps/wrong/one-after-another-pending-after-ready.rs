//! Polled after its end, it is pending, for ever.
//!
//! caught by: map_polled_after_it_was_ready_panics_and_calls_nothing
//! says: it gave Ok(Pending) again
//! hint: Will there be a value again? What is a caller to be told who asks for one?
// in map.rs
impl<F, G, T> Future for Map<F, G>
where
    F: Future,
    G: FnOnce(F::Output) -> T,
{
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        let Some((future, _)) = &mut self.parts else {
            return Poll::Pending;
        };
        let value = ready!(future.poll(cx));
        let (_, function) = self.parts.take().expect("the future has just been polled");
        Poll::Ready(function(value))
    }
}
