//! Each wait saves all that is in scope, whatever has become of it: what has been moved cannot be saved, and rustc
//! says so of a function in which nothing is wrong.
//!
//! caught by: what_has_been_moved_is_not_saved
//! says: `text` is gone
//! hint: What is in a variable that has been moved?
// in corofy/src/save.rs
pub(crate) fn saved(
    graph: &Graph,
    block: BlockId,
    knowledge: &Knowledge,
) -> Vec<(VariableId, Reason)> {
    let facts = knowledge.facts.clone().unwrap_or_default();
    let in_scope = graph.blocks[block].variables.iter();
    let reason = |id: &VariableId| match knowledge.later.get(id) {
        _ if facts.unset.contains(id) => None,
        Some(reason) => Some(*reason),
        None => Some(Reason::NotMoved),
    };
    in_scope.filter_map(|id| Some((*id, reason(id)?))).collect()
}
