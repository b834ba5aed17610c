//! What was moved on one of two ways is taken for moved on both: on the other one it is dropped too early, where the
//! ways meet.
//!
//! caught by: one_branch_that_moves_it_is_not_enough
//! says: `a` has been moved on both branches, and `b` perhaps not
//! hint: Of two ways, only what holds on both is certain. Which operation on sets is that?
// in corofy/src/facts/mod.rs
impl Facts {
    pub(crate) fn meet(&mut self, other: &Facts) {
        self.moved = &self.moved | &other.moved;
        self.unset = &self.unset | &other.unset;
    }
}
