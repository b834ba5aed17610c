//! Whatever is mentioned later is saved, also if it gets another value first: a value that nobody will see again
//! stays in the state, and is dropped too late.
//!
//! caught by: what_gets_another_value_first_is_not_needed
//! says: what was in `n` is never seen again
//! hint: Which value of `n` does the line behind `n = 2` mean?
// in corofy/src/save.rs
fn needed_from(block: BlockId, known: &[Knowledge]) -> BTreeMap<VariableId, Reason> {
    let mut later: BTreeMap<VariableId, Reason> = BTreeMap::new();
    for moment in known[block].moments.iter().rev() {
        for target in &moment.jumps {
            for (id, reason) in &known[*target].later {
                later.entry(*id).or_insert(*reason);
            }
        }
        let mentions = moment.mentions.iter();
        later.extend(mentions.map(|(id, span)| (*id, Reason::Mentioned(*span))));
    }
    for id in &known[block].held {
        later.entry(*id).or_insert(Reason::NotMoved);
    }
    later
}
