//! An `if` without `else` that does not hold has no value: where the function ends with it, it has no end.
//!
//! caught by: without_an_else_it_goes_on
//! says: has no end
//! hint: What is the value of `if false { f(); }`, and who wants it if the function ends there?
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
        if let Some((_, otherwise)) = it.else_branch {
            self.arm(*otherwise, dest);
        }
        self.end_branch(join);
        self.enter(join);
    }
}
