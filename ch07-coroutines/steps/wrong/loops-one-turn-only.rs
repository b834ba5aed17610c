//! At the end of its body the loop is left: it is a block that is done once.
//!
//! caught by: a_loop_comes_back_until_it_is_left
//! says: each turn begins at the loop's first line
//! hint: Where does the last line of the body lead to?
// in corofy/src/lower/loops.rs
impl Lower {
    pub(super) fn loop_(&mut self, it: ExprLoop, dest: &Dest) {
        let label = it.label.as_ref().map(|it| it.name.to_string());
        self.breakable(label, it.loop_token.span, dest, |lower, exit, _| {
            let head = lower.head();
            lower.fall_to(head);
            lower.enter(head);
            lower.open_scope(Scope::Branch);
            let end = it.body.brace_token.span.close();
            lower.statements(it.body.stmts, &Dest::Discard, end);
            lower.end(End::Goto(exit, Way::Jump));
        });
    }
}
