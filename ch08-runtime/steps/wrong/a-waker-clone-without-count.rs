//! A clone is the same pointer once more, without a count of its own. The first of the two that goes frees what the other
//! one still points to.
//!
//! caught by: clone_makes_a_count_of_its_own
//! says: wakes, and counts, after two clones
//! hint: Both wakers will give a count back. Whose was the second?
// in waker/by_hand.rs
unsafe fn clone<W: WakeUp>(pointer: *const ()) -> RawWaker {
    RawWaker::new(pointer, table::<W>())
}
