//! A block that has its end is still the one into which everything goes: what comes after a `return` gives it another
//! end.
//!
//! caught by: what_comes_after_a_return_is_not_reached
//! says: a block that has its end keeps it
//! hint: What is `current` where nothing can be reached?
// in corofy/src/lower/mod.rs
impl Lower {
    fn end(&mut self, end: End) {
        if let Some(block) = self.current {
            self.graph.blocks[block].end = end;
        }
    }
}
