//! What is in scope is not put back between two arms: the second arm has the variables of the first, which on its way
//! nobody gave a value.
//!
//! caught by: what_an_arm_binds_is_in_no_other_arm
//! says: the second arm's `x` is the one outside of the `match`
//! hint: What is in scope where an arm begins? It is the same for each of them.
// in corofy/src/lower/branches.rs
impl Lower {
    pub(super) fn match_(&mut self, it: ExprMatch, dest: &Dest) {
        let span = it.match_token.span;
        let join = self.new_block("after_match", span);
        let patterns: Vec<&Pat> = it.arms.iter().map(|arm| &arm.pat).collect();
        let scrutinee = self.scrutinee(*it.expr, &patterns, &mut Vec::new());
        let borrow = self.borrow(&scrutinee);
        let from = self.current.take();
        let mut arms = Vec::new();
        for arm in it.arms {
            let block = self.new_block("arm", arm.pat.span());
            let mut pattern = arm.pat;
            self.enter(block);
            self.open_scope(Scope::Branch);
            let bound = self.bind(&mut pattern);
            self.borrowed(&bound, borrow);
            self.adapt_guards(&mut pattern);
            self.push(Step::Bind(bound));
            arms.push((pattern, block));
            self.arm(*arm.body, dest);
            self.fall_to(join);
        }
        self.current = from;
        self.end(End::Match {
            scrutinee: Box::new(scrutinee),
            arms,
            join,
        });
        self.enter(join);
    }
}
