//! Both ends of a `resume` are taken for the same: whoever asks for what was yielded gets nothing,
//! or what was returned.
//!
//! caught by: values_of_both_ways_do_not_get_mixed_up
//! says: as_yield, of what was yielded
//! hint: Which of the two variants holds a `Yield`?
// in fiber/mod.rs
impl<Yield, Return> FiberResult<Yield, Return> {
    pub fn as_yield(self) -> Option<Yield> {
        match self {
            FiberResult::Yield(_) | FiberResult::Return(_) => None,
        }
    }
}
