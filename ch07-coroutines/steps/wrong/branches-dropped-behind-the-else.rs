//! What an `if let` looked at, and did not match, is kept through the `else`: a lock is held, and a connection open,
//! while the `else` waits.
//!
//! caught by: what_did_not_match_is_dropped_before_the_else
//! says: an `else` begins without what the `if let` looked at
//! hint: `condition` returns what is still to be dropped where it does not hold. When is it?
// in corofy/src/lower/branches.rs
impl Lower {
    pub(super) fn branch(&mut self, it: ExprIf, dest: &Dest) {
        let span = it.if_token.span;
        let join = self.new_block("after_if", span);
        let otherwise = self.new_block("else", span);
        self.condition(*it.cond, otherwise, join);
        self.statements(
            it.then_branch.stmts,
            dest,
            it.then_branch.brace_token.span.close(),
        );
        self.end_branch(join);

        self.enter(otherwise);
        self.open_scope(Scope::Branch);
        match it.else_branch {
            None => self.store(unit(), dest, span),
            Some((_, otherwise)) => self.arm(*otherwise, dest),
        }
        self.end_branch(join);
        self.enter(join);
    }
}
