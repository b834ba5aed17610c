//! The next answer goes to the callback that has waited longest, whoever asked for it: as soon as
//! answers overtake each other, each request gets another's.
//!
//! caught by: run::calls_each_callback_with_its_own_outcome_as_the_answers_come
//! says: is what the callback of request-
//! hint: An answer brings a number with it. Whose is it?
// in models/callbacks.rs
impl<'a> EventLoop<'a> {
    pub fn run(&self) {
        while !self.inner.pending.borrow().is_empty() {
            let answer = self.inner.answers.recv();
            let (_, outcome) = answer.expect("the loop itself holds a sender");
            let oldest = self.inner.pending.borrow().keys().min().copied();
            let pending = oldest.and_then(|number| self.inner.pending.borrow_mut().remove(&number));
            if let Some(Pending { callback, .. }) = pending {
                callback(outcome);
            }
        }
    }
}
