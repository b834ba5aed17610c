//! What `for` goes through is made at the head of the loop, to which each turn comes back: each turn begins with the
//! first value again.
//!
//! caught by: for_takes_one_after_the_other
//! says: the numbers are made once
//! hint: Which of the lines that a `for` stands for are done once, and which in each turn?
// in corofy/src/lower/loops.rs
impl Lower {
    pub(super) fn for_(&mut self, it: ExprForLoop, dest: &Dest) {
        let label = it.label.as_ref().map(|it| it.name.to_string());
        let (span, source) = (it.for_token.span, it.expr.span());
        self.breakable(label, span, &Dest::Discard, |lower, exit, _| {
            let head = lower.head();
            lower.fall_to(head);
            lower.enter(head);
            let values = lower.expr(*it.expr);
            let borrow = lower.borrow(&values);
            lower.open_scope(Scope::Braces);
            let (id, name) = lower.hidden("iter", source);
            lower.graph.variables[id].is_mutable = true;
            lower.graph.variables[id].borrow = borrow;
            let statement: Stmt =
                parse_quote_spanned!(source=> let mut #name = IntoIterator::into_iter(#values););
            lower.run(statement, vec![id]);

            let next: Expr = parse_quote_spanned!(source=> Iterator::next(&mut #name));
            let body = lower.new_block("body", it.pat.span());
            let end = lower.new_block("loop_ends", span);
            let from = lower.current.take();
            lower.enter(body);
            lower.open_scope(Scope::Branch);
            let mut pattern = *it.pat;
            let bound = lower.bind(&mut pattern);
            lower.push(Step::Bind(bound));
            let close = it.body.brace_token.span.close();
            lower.statements(it.body.stmts, &Dest::Discard, close);
            lower.end(End::Goto(head, Way::Jump));

            lower.enter(end);
            lower.fall_to(exit);
            lower.current = from;
            lower.end(End::Match {
                scrutinee: Box::new(next),
                arms: vec![
                    (parse_quote_spanned!(source=> Some(#pattern)), body),
                    (parse_quote_spanned!(source=> None), end),
                ],
                join: exit,
            });
        });
        self.store_unit(dest, span);
    }
}
