//! It sleeps until somebody wakes it. A future that waits for nothing but to be polled again wakes nobody: then it
//! sleeps for ever.
//!
//! caught by: block_on_polls_until_there_is_a_value_and_gives_it
//! hangs: blocked in a call
//! hint: Who would end the sleep, when the future is `countdown(10)` of the tests?
// in block_on.rs
pub fn block_on_counted<F: Future>(mut future: F) -> (F::Output, u64) {
    struct Unpark(std::thread::Thread);

    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(std::sync::Arc::new(Unpark(std::thread::current())));
    let mut cx = Context::from_waker(&waker);
    let mut polls = 0;
    loop {
        polls += 1;
        match future.poll(&mut cx) {
            Poll::Ready(value) => return (value, polls),
            Poll::Pending => std::thread::park(),
        }
    }
}
