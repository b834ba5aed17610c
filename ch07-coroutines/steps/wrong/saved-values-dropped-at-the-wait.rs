//! Only what is mentioned later is saved. All else is dropped where the wait begins: a guard that is held to the end
//! of its scope, as it seems, is gone as soon as the function waits.
//!
//! caught by: what_has_not_been_moved_is_saved_to_be_dropped
//! says: nobody mentions `lock`, but it is held to the end
//! hint: When is a variable dropped that nobody mentions any more?
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
        reason => reason.copied(),
    };
    in_scope.filter_map(|id| Some((*id, reason(id)?))).collect()
}
