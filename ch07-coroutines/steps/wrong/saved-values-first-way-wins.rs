//! What is known of a block is what the first way that led there has brought: a loop is taken for what it is in its
//! first turn.
//!
//! caught by: what_holds_in_the_first_turn_may_not_in_the_next
//! says: but before the second it has a value
//! hint: A block is reached a second time, and less is certain. Whom does that concern, other than this block?
// in corofy/src/save.rs
fn forwards(graph: &Graph, known: &mut [Knowledge]) {
    known[0].facts = Some(Facts::default());
    let mut waiting = vec![0];
    while let Some(block) = waiting.pop() {
        let facts = known[block].facts.clone().unwrap_or_default();
        for (target, facts) in leave(graph, block, facts) {
            if known[target].facts.is_none() {
                known[target].facts = Some(facts);
                waiting.push(target);
            }
        }
    }
}
