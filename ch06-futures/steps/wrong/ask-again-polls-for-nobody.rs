//! What is in the box is polled with a context of its own, whose waker does nothing: who waits for a boxed future
//! and sleeps meanwhile is never woken.
//!
//! caught by: a_box_and_a_reference_pass_the_waker_on
//! says: were given our waker
//! hint: Who polls the box, and whom does the future in it have to wake?
// in future.rs
impl<F: Future + ?Sized> Future for Box<F> {
    fn poll(&mut self, _cx: &mut Context<'_>) -> Poll<F::Output> {
        (**self).poll(&mut Context::from_waker(std::task::Waker::noop()))
    }
}
