//! The function is called while the future is still there, with all that it holds: a connection stays open for as
//! long as the function takes.
//!
//! caught by: map_polls_its_future_once_a_poll_and_calls_the_function_when_that_is_ready
//! says: the future is over before its value goes on
//! hint: The future has given all that it had. When is it dropped, and when is the function called?
// in map.rs
impl<F, G, T> Future for Map<F, G>
where
    F: Future,
    G: FnOnce(F::Output) -> T,
{
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        let Some((future, _)) = &mut self.parts else {
            polled_after_ready("Map");
        };
        let value = ready!(future.poll(cx));
        let (_future, function) = self.parts.take().expect("the future has just been polled");
        Poll::Ready(function(value))
    }
}
