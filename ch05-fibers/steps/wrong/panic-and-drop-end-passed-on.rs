//! The panic that ends a fiber comes out at its base, and is passed on to whoever drops the fiber.
//!
//! caught by: a_suspended_fiber_that_is_dropped_drops_what_its_frames_hold
//! caught by: a_forced_end_prints_nothing_and_is_no_panic_of_who_drops
//! says: dropping a suspended fiber has panicked
//! hint: Which payload says that all is well?
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
        self.link().is_unwinding.set(true);
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
        outcome.err()
    }
}
