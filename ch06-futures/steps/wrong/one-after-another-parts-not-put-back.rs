//! The parts are taken out before the poll, and are not put back where the future is pending: it is gone, and the
//! next poll finds nothing.
//!
//! caught by: map_polls_its_future_once_a_poll_and_calls_the_function_when_that_is_ready
//! says: each poll polls the future once, and keeps it
//! hint: What is in `self.parts` when `ready!` returns from the function?
// in map.rs
impl<F, G, T> Future for Map<F, G>
where
    F: Future,
    G: FnOnce(F::Output) -> T,
{
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        let Some((mut future, function)) = self.parts.take() else {
            polled_after_ready("Map");
        };
        let value = ready!(future.poll(cx));
        drop(future);
        Poll::Ready(function(value))
    }
}
