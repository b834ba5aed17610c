//! The stack is given back first, and then the fiber is unwound, upon memory that is not there any
//! more.
//!
//! caught by: a_fiber_on_a_mapping_of_its_own_is_unwound_before_that_goes
//! says: ended by SIGSEGV
//! hint: On which stack do the destructors run?
// in fiber/mod.rs
impl<Input, Yield, Return, S: Stack> Drop for Fiber<Input, Yield, Return, S> {
    fn drop(&mut self) {
        if self.is_midway() && !unwind::IS_POSSIBLE {
            return unwind::leaked(self.link());
        }
        // SAFETY: the fiber is being dropped.
        unsafe { ManuallyDrop::drop(&mut self.stack) };
        // What the fiber returns may panic when it is dropped; the stack goes back all the same.
        let panic = panic::catch_unwind(AssertUnwindSafe(|| self.end())).unwrap_or_else(Some);
        if let Some(payload) = panic
            && !thread::panicking()
        {
            panic::resume_unwind(payload);
        }
    }
}
