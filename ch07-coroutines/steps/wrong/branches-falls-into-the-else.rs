//! The first branch goes on to the second one, as if the two stood one behind the other: both are done.
//!
//! caught by: one_branch_is_taken_and_both_go_on_behind
//! says: if it holds: the first branch, and then what comes after both
//! hint: Where does a branch go at its end? Which block is not in any of the branches?
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
        self.end_branch(otherwise);

        self.enter(otherwise);
        matched.into_iter().for_each(|id| self.push(Step::Drop(id)));
        self.open_scope(Scope::Branch);
        match it.else_branch {
            None => self.store(unit(), dest, span),
            Some((_, otherwise)) => self.arm(*otherwise, dest),
        }
        self.end_branch(join);
        self.enter(join);
    }
}
