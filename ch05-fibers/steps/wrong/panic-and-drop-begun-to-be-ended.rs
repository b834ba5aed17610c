//! A fiber that has not begun is ended like one that is suspended: it is resumed, and so it begins, with
//! a word that nobody has sent.
//!
//! caught by: a_fiber_that_has_not_begun_drops_its_closure
//! says: "it began", "captured"
//! hint: What does a fiber do first that is resumed for the first time? Does it come by a `suspend`?
// in fiber/mod.rs
impl<Input, Yield, Return, S: Stack> Fiber<Input, Yield, Return, S> {
    fn end(&mut self) -> Option<Box<dyn Any + Send>> {
        let fiber = self.suspended.take()?;
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
        outcome
            .err()
            .filter(|payload| !payload.is::<ForcedUnwind>())
    }
}
