//! When no thread can be started, nobody ever sends an outcome for the request, and `run` waits
//! for one for ever.
//!
//! caught by: fetch::without_a_thread_leaves_the_bad_news_to_run
//! says: was not over after 3 s
//! hint: `spawn` has failed: who can send the outcome now, and through what?
// in models/callbacks.rs
impl<'a> EventLoop<'a> {
    pub fn fetch(&self, ask: &Ask, lane: &Lane, callback: impl FnOnce(Outcome) + 'a) {
        let number = self.inner.next.replace(self.inner.next.get() + 1);
        let (ask, lane, sender) = (ask.clone(), lane.clone(), self.inner.sender.clone());
        let helper = thread::Builder::new().spawn(move || {
            drop(sender.send((number, fetch(&ask, &lane))));
        });
        let pending = Pending {
            callback: Box::new(callback),
            helper: helper.ok(),
        };
        self.inner.pending.borrow_mut().insert(number, pending);
    }
}
