//! The fiber is unwound, and its stack stays in use for ever.
//!
//! caught by: the_stack_of_a_fiber_that_is_dropped_is_used_again
//! says: so many stacks of fibers that were dropped are not given back
//! hint: The stack is `ManuallyDrop`: who drops it?
// in fiber/mod.rs
impl<Input, Yield, Return, S: Stack> Drop for Fiber<Input, Yield, Return, S> {
    fn drop(&mut self) {
        if self.is_midway() && !unwind::IS_POSSIBLE {
            return unwind::leaked(self.link());
        }
        // What the fiber returns may panic when it is dropped; the stack goes back all the same.
        let panic = panic::catch_unwind(AssertUnwindSafe(|| self.end())).unwrap_or_else(Some);
        if let Some(payload) = panic
            && !thread::panicking()
        {
            panic::resume_unwind(payload);
        }
    }
}
