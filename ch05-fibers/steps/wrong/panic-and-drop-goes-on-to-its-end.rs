//! A suspended fiber is resumed for the last time, and nothing tells its `suspend` to unwind: the fiber goes
//! on, and if it comes to its end, all that it holds is dropped.
//!
//! caught by: a_suspended_fiber_that_is_dropped_drops_what_its_frames_hold
//! says: "it went on", "inner"
//! hint: By what does `suspend` see, when it is back, that it is not to return?
// in fiber/mod.rs
impl<Input, Yield, Return, S: Stack> Fiber<Input, Yield, Return, S> {
    fn end(&mut self) -> Option<Box<dyn Any + Send>> {
        let fiber = self.suspended.take()?;
        if fiber == self.initial {
            let link = Link::of(self.stack.top());
            // SAFETY: the closure is there, and it will not begin any more.
            let drop_body = || unsafe { (self.drop_body)(link) };
            return panic::catch_unwind(AssertUnwindSafe(drop_body)).err();
        }
        // SAFETY: this fiber is on its stack.
        unsafe { control::note(&*self.stack) };
        // SAFETY: this fiber is on its stack.
        let left = unsafe { sanitizer::resume(&*self.stack) };
        // SAFETY: as in `resume`; `suspend` does not open the word when it unwinds.
        let (word, stopped) = unsafe { switch::resume(fiber, NOTHING) };
        sanitizer::is_back(left);
        if stopped.is_some() {
            unwind::caught_and_suspended(self.link());
        }
        // SAFETY: who finishes sends its outcome.
        let outcome: Outcome<Return> = unsafe { outcome(word) };
        outcome
            .err()
            .filter(|payload| !payload.is::<ForcedUnwind>())
    }
}
