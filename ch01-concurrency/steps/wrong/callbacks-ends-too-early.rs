//! `run` counts once how much there is to wait for: what callbacks have started meanwhile is not
//! waited for, and the second of two requests in a row is never heard of.
//!
//! caught by: run::goes_on_with_what_a_callback_has_started
//! says: was answered when `run` returned
//! hint: A callback may call `fetch`. When do you look whether anything is waited for?
// in models/callbacks.rs
impl<'a> EventLoop<'a> {
    pub fn run(&self) {
        let count = self.inner.pending.borrow().len();
        for _ in 0..count {
            let answer = self.inner.answers.recv();
            let (number, outcome) = answer.expect("the loop itself holds a sender");
            let pending = self.inner.pending.borrow_mut().remove(&number);
            if let Some(Pending { callback, .. }) = pending {
                callback(outcome);
            }
        }
    }
}
