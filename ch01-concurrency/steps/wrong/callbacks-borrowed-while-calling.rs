//! The list is still borrowed while the callback runs, and a callback may start another request,
//! which is put into the same list: a panic.
//!
//! caught by: run::goes_on_with_what_a_callback_has_started
//! says: already borrowed
//! hint: How long does the `borrow_mut` live that takes the callback out of the list?
// in models/callbacks.rs
impl<'a> EventLoop<'a> {
    pub fn run(&self) {
        while !self.inner.pending.borrow().is_empty() {
            let answer = self.inner.answers.recv();
            let (number, outcome) = answer.expect("the loop itself holds a sender");
            let mut pending = self.inner.pending.borrow_mut();
            if let Some(Pending { callback, helper }) = pending.remove(&number) {
                if let Some(helper) = helper {
                    drop(helper.join());
                }
                callback(outcome);
            }
        }
    }
}
