//! Where the fiber has stopped is not stored: each `resume` begins it anew, with a closure that was
//! taken long ago.
//!
//! caught by: a_fiber_goes_on_where_it_has_suspended
//! says: ended by SIG
//! hint: What must a fiber know to go on, and who tells it?
// in fiber/mod.rs
impl<Input, Yield, Return, S: Stack> Fiber<Input, Yield, Return, S> {
    pub(crate) fn run(&mut self, value: Input) -> FiberResult<Yield, Outcome<Return>> {
        let Some(fiber) = self.suspended else {
            called_when_done();
        };
        // SAFETY: this fiber is on its stack.
        unsafe { control::note(&*self.stack) };
        let mut parcel = Parcel::new(value);
        // SAFETY: this fiber is on its stack.
        let left = unsafe { sanitizer::resume(&*self.stack) };
        // SAFETY: the fiber is suspended there. It is this thread's, as it cannot be sent.
        let (word, stopped) = unsafe { switch::resume(fiber, parcel.word()) };
        sanitizer::is_back(left);
        if stopped.is_none() {
            self.suspended = None;
        }
        match stopped {
            // SAFETY: who suspends sends a `Yield`, and stands still until it is read.
            Some(_) => FiberResult::Yield(unsafe { open(word) }),
            // SAFETY: who finishes sends its outcome.
            None => FiberResult::Return(unsafe { outcome(word) }),
        }
    }
}
