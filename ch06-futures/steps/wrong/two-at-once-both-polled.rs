//! Both are polled before it looks at what they said. Where both are ready the second's value is lost, and who goes
//! on with that future finds it over.
//!
//! caught by: select_polls_the_first_before_the_second_which_is_not_polled_if_that_is_ready
//! says: where the first is ready nobody needs the second
//! hint: If the first is ready, what becomes of the value that the second gives in the same poll?
// in select.rs
impl<A: Future, B: Future> Future for Select<A, B> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some((first, second)) = &mut self.both else {
            polled_after_ready("Select");
        };
        match (first.poll(cx), second.poll(cx)) {
            (Poll::Ready(value), _) => {
                let (_, second) = self.both.take().expect(BOTH);
                Poll::Ready(Either::Left((value, second)))
            }
            (_, Poll::Ready(value)) => {
                let (first, _) = self.both.take().expect(BOTH);
                Poll::Ready(Either::Right((value, first)))
            }
            _ => Poll::Pending,
        }
    }
}
