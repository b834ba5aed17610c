//! The mark is left, and who sleeps is not called: it sleeps on, next to its mark.
//!
//! caught by: an_unpark_ends_the_park_of_another_thread
//! says: park was not over after 3 s
//! hint: Who waits at a condition variable looks at the state again when? And who sees to that?
// in parker.rs
impl Unparker {
    pub fn unpark(&self) {
        self.shared.state.store(NOTIFIED, Ordering::Release);
    }
}
