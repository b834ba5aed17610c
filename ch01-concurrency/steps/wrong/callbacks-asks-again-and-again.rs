//! `run` asks for an answer without waiting for one, again and again: it works, and takes a whole
//! processor to do nothing.
//!
//! caught by: run::sleep::sleeps_while_it_waits
//! says: it asked again and again
//! hint: `try_recv` returns at once. Which call puts the thread to sleep until something comes?
// in models/callbacks.rs
impl<'a> EventLoop<'a> {
    pub fn run(&self) {
        while !self.inner.pending.borrow().is_empty() {
            let Ok((number, outcome)) = self.inner.answers.try_recv() else {
                continue;
            };
            let pending = self.inner.pending.borrow_mut().remove(&number);
            if let Some(Pending { callback, .. }) = pending {
                callback(outcome);
            }
        }
    }
}
