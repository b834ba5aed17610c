//! The resumer is stored when the fiber begins, and never again: a fiber that is resumed from
//! elsewhere goes back to where it was resumed first.
//!
//! caught by: a_fiber_goes_back_to_whoever_resumed_it_last
//! says: ended by SIG
//! hint: What else does `switch::suspend` give, besides the word?
// in fiber/suspender.rs
impl<Input, Yield> Suspender<Input, Yield> {
    pub fn suspend(&self, value: Yield) -> Input {
        control::check(&self.link);
        let mut parcel = Parcel::new(value);
        // SAFETY: a suspender is reachable only from the fiber's own frames, so the fiber runs.
        let resumer = unsafe { self.link.resumer() };
        let left = sanitizer::suspend(&self.link);
        // SAFETY: likewise this is its stack, or that of a fiber that it is resuming; and the resumer is
        // the last one.
        let (word, _) = unsafe { switch::suspend(resumer, parcel.word()) };
        sanitizer::is_resumed(&self.link, left);
        if self.link.is_unwinding.get() {
            unwind();
        }
        // SAFETY: who resumes without unwinding sends an `Input`, and stands still until it is read.
        unsafe { open(word) }
    }
}
