//! A variable that has no value yet is saved, since it is mentioned later: there is nothing that could be put into
//! the state.
//!
//! caught by: what_has_no_value_yet_is_not_saved
//! says: there is nothing in `text`
//! hint: Which of the `Facts` is about a variable that was declared by `let x;`?
// in corofy/src/save.rs
pub(crate) fn saved(
    graph: &Graph,
    block: BlockId,
    knowledge: &Knowledge,
) -> Vec<(VariableId, Reason)> {
    let facts = knowledge.facts.clone().unwrap_or_default();
    let in_scope = graph.blocks[block].variables.iter();
    let reason = |id: &VariableId| match knowledge.later.get(id) {
        Some(reason) => Some(*reason),
        None if graph.variables[*id].is_plain || facts.moved.contains(id) => None,
        None => Some(Reason::NotMoved),
    };
    in_scope.filter_map(|id| Some((*id, reason(id)?))).collect()
}
