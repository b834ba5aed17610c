//! `map` polls its future again and again in one poll: nobody else is polled meanwhile, and a future that is never
//! ready holds the thread for ever.
//!
//! caught by: map_polls_its_future_once_a_poll_and_calls_the_function_when_that_is_ready
//! caught by: what_never_is_ready_is_never_mapped
//! hangs: spinning
//! hint: What is `map` to say to who polls it, while its future has no value?
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
        loop {
            if let Poll::Ready(value) = future.poll(cx) {
                drop(future);
                return Poll::Ready(function(value));
            }
        }
    }
}
