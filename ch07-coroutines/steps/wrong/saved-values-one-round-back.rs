//! The graph is gone through once, from its last block to its first. But blocks do not follow each other in the order
//! of their numbers: some are looked at before those to which they lead, and what these need does not get there.
//!
//! caught by: what_a_state_holds_those_before_it_hold_too
//! says: must get there through the first
//! hint: When a block was looked at, was all known of those to which it leads?
// in corofy/src/save.rs
fn backwards(known: &mut [Knowledge]) {
    for block in (0..known.len()).rev() {
        known[block].later = needed_from(block, known);
    }
}
