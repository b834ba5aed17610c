//! `run` waits for the oldest request's helper before it looks for an answer: an answer that is
//! there stays unheard until all that were asked for before it have come.
//!
//! caught by: run::calls_each_callback_with_its_own_outcome_as_the_answers_come
//! says: callbacks called meanwhile
//! hint: Where can one thread wait for many helpers at once, and learn which was first?
// in models/callbacks.rs
impl<'a> EventLoop<'a> {
    pub fn run(&self) {
        loop {
            let oldest = self.inner.pending.borrow().keys().min().copied();
            let Some(oldest) = oldest else { return };
            let Pending { callback, helper } =
                self.inner.pending.borrow_mut().remove(&oldest).expect("it is there");
            if let Some(helper) = helper {
                drop(helper.join());
            }
            let mut early = Vec::new();
            let outcome = loop {
                match self.inner.answers.recv().expect("the loop itself holds a sender") {
                    (number, outcome) if number == oldest => break outcome,
                    other => early.push(other),
                }
            };
            for answer in early {
                drop(self.inner.sender.send(answer));
            }
            callback(outcome);
        }
    }
}
