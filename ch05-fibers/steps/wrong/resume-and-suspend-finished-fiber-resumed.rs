//! A fiber that has finished keeps the place where it stopped last, so it is never done, and can be
//! resumed again, into frames that are gone.
//!
//! caught by: a_finished_fiber_cannot_be_resumed
//! caught by: a_fiber_says_whether_it_has_begun_and_ended
//! says: the fiber has ended, and says that it is not done
//! says: started and done, when it has ended
//! hint: Where does a fiber go on that has finished?
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
        if stopped.is_some() {
            self.suspended = stopped;
        }
        match stopped {
            // SAFETY: who suspends sends a `Yield`, and stands still until it is read.
            Some(_) => FiberResult::Yield(unsafe { open(word) }),
            // SAFETY: who finishes sends its outcome.
            None => FiberResult::Return(unsafe { outcome(word) }),
        }
    }
}
