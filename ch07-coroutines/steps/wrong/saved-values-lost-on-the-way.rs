//! Each state is looked at by itself. What a later one holds, since it may not have been moved, is not in the one
//! before it, from which it should come.
//!
//! caught by: what_a_state_holds_those_before_it_hold_too
//! says: must get there through the first
//! hint: A state holds a variable. Where does it get it from?
// in corofy/src/save.rs
pub(crate) fn settle(_graph: &Graph, known: &mut [Knowledge], _states: &[BlockId]) {
    backwards(known);
}
