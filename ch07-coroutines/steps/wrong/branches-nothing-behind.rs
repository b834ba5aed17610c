//! When the branches are made, the block in which they meet is not entered: what comes after the `if` is lost.
//!
//! caught by: one_branch_is_taken_and_both_go_on_behind
//! says: has no end
//! hint: Into which block do the statements go that come after the `if`?
// in corofy/src/lower/branches.rs
impl Lower {
    pub(super) fn branch(&mut self, it: ExprIf, dest: &Dest) {
        let span = it.if_token.span;
        let join = self.new_block("after_if", span);
        let otherwise = self.new_block("else", span);
        let matched = self.condition(*it.cond, otherwise, join);
        self.statements(
            it.then_branch.stmts,
            dest,
            it.then_branch.brace_token.span.close(),
        );
        self.end_branch(join);

        self.enter(otherwise);
        matched.into_iter().for_each(|id| self.push(Step::Drop(id)));
        self.open_scope(Scope::Branch);
        match it.else_branch {
            None => self.store(unit(), dest, span),
            Some((_, otherwise)) => self.arm(*otherwise, dest),
        }
        self.end_branch(join);
    }
}
