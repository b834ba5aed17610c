//! One poll calls the function until it has a value. So nobody else is polled meanwhile, and `join` would run one
//! future after the other.
//!
//! caught by: a_function_is_called_once_a_poll_and_not_before
//! says: three polls, each of which calls the function once
//! hint: Who asks again where the answer was `Pending`: the future, or who polls it?
// in poll_fn.rs
impl<T, F> Future for PollFn<F>
where
    F: FnMut(&mut Context<'_>) -> Poll<T>,
{
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        loop {
            if let Poll::Ready(value) = (self.function)(cx) {
                return Poll::Ready(value);
            }
        }
    }
}
