//! A signal during the wait is taken for a failure of the queue: a program that is stopped and
//! continued panics in whatever call happens to wait.
//!
//! caught by: events::signals::a_signal_does_not_end_a_read
//! says: a signal ended the read
//! hint: Which error of `Poll::poll` is none, and who asks the queue again?
// in scheduler/reactor.rs
impl Reactor {
    pub(super) fn turn(&self, wait: Option<Duration>) {
        let mut events = self.events.borrow_mut();
        let result = self.poll.borrow_mut().poll(&mut events, wait);
        if let Err(error) = result {
            panic!("the kernel's queue cannot be asked: {error}");
        }
        for event in &*events {
            let woken = match self.sources.borrow_mut().get_mut(event.token().0) {
                Some(waiters) => waiters.woken_by(event),
                None => continue,
            };
            woken.into_iter().for_each(Ticket::wake);
        }
    }
}
