//! Woken, it returns, and leaves the mark that has woken it: the next park does not sleep.
//!
//! caught by: a_mark_is_taken_by_the_park_that_it_ends
//! says: two parks, and one unpark during the first
//! hint: After the wait, in which state must the parker be so that the next `park` sleeps?
// in parker.rs
impl Parker {
    fn park_until(&mut self, deadline: Option<Instant>) -> bool {
        let shared = &*self.shared;
        if shared.take_mark() {
            return true;
        }
        let mut guard = shared.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let parks =
            shared
                .state
                .compare_exchange(EMPTY, PARKED, Ordering::Relaxed, Ordering::Relaxed);
        if parks.is_err() {
            return shared.take_mark();
        }
        loop {
            guard = match deadline {
                None => shared
                    .told
                    .wait(guard)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return shared.give_up();
                    }
                    let waited = shared.told.wait_timeout(guard, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
            if shared.state.load(Ordering::Acquire) == NOTIFIED {
                return true;
            }
        }
    }
}
