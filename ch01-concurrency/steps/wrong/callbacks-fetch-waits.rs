//! `fetch` puts the outcome where `run` will find it, but does not return before it has one: the
//! rule is kept, and the requests are made one after the other.
//!
//! caught by: fetch::does_not_wait_for_the_answer
//! says: the answer was held back until `fetch` returns, and it did not
//! hint: Which thread sleeps while the answer is on its way? It must not be the caller's.
// in models/callbacks.rs
impl<'a> EventLoop<'a> {
    pub fn fetch(&self, ask: &Ask, lane: &Lane, callback: impl FnOnce(Outcome) + 'a) {
        let number = self.inner.next.replace(self.inner.next.get() + 1);
        drop(self.inner.sender.send((number, fetch(ask, lane))));
        let pending = Pending {
            callback: Box::new(callback),
            helper: None,
        };
        self.inner.pending.borrow_mut().insert(number, pending);
    }
}
