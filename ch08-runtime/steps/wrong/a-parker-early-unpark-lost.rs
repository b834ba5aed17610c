//! `unpark` does something only for an owner who sleeps. Just before that, it is lost: the owner sleeps, and nobody comes.
//!
//! caught by: an_unpark_before_the_park_is_told_even_if_there_is_no_time
//! says: it was told before
//! hint: The owner has found nothing to do, and is about to park. What must `unpark` leave behind?
// in parker.rs
impl Unparker {
    pub fn unpark(&self) {
        let shared = &*self.shared;
        let is_parked = shared.state.compare_exchange(
            PARKED,
            NOTIFIED,
            Ordering::Release,
            Ordering::Relaxed,
        );
        if is_parked.is_ok() {
            drop(shared.lock.lock().unwrap_or_else(PoisonError::into_inner));
            shared.told.notify_one();
        }
    }
}
