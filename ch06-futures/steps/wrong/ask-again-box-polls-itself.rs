//! The box polls itself: `self` is a box, which has a `poll` of its own, this one. It calls itself until the
//! stack is full.
//!
//! caught by: a_box_and_a_reference_poll_what_is_behind_them
//! says: overflowed its stack
//! hint: `self` is a `&mut Box<F>`. How many `*` lead to the future?
// in future.rs
impl<F: Future + ?Sized> Future for Box<F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.poll(cx)
    }
}
