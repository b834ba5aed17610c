//! The question is asked before the loop's head, and each turn comes back behind it: what held once holds for ever.
//!
//! caught by: while_asks_before_each_turn
//! says: the question is asked again for each turn
//! hint: The head is where each turn begins. Is the question before it, or behind it?
// in corofy/src/lower/loops.rs
impl Lower {
    pub(super) fn while_(&mut self, it: ExprWhile, dest: &Dest) {
        let label = it.label.as_ref().map(|it| it.name.to_string());
        let span = it.while_token.span;
        self.breakable(label, span, &Dest::Discard, |lower, exit, _| {
            let head = lower.head();
            let otherwise = lower.new_block("loop_ends", span);
            let kept = lower.condition(*it.cond, otherwise, exit);
            lower.head_is_here(head);
            lower.fall_to(head);
            lower.enter(head);
            let end = it.body.brace_token.span.close();
            lower.statements(it.body.stmts, &Dest::Discard, end);
            lower.end(End::Goto(head, Way::Jump));
            lower.enter(otherwise);
            kept.into_iter().for_each(|id| lower.push(Step::Drop(id)));
            lower.fall_to(exit);
        });
        self.store_unit(dest, span);
    }
}
