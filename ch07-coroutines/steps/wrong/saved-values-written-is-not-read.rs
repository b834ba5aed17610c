//! `n = n + 1` is taken for a line that gives `n` a value, and needs none. Where a loop counts, the count is lost
//! with the first wait.
//!
//! caught by: what_its_next_value_is_made_of_is_needed
//! says: reads `n` before it writes it
//! hint: You go backwards through `n = n + 1`. Which comes first on that way: that it writes `n`, or that it reads it?
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
        for id in &moment.gives {
            later.remove(id);
        }
    }
    for id in &known[block].held {
        later.entry(*id).or_insert(Reason::NotMoved);
    }
    later
}
