//! A variable is left in its place, since reading it does nothing. But what is evaluated between may change it.
//!
//! caught by: a_variable_is_read_where_it_stands
//! says: what `n` was before the second one changed it
//! hint: A variable that is a value: when is it read? `is_stable` knows.
// in corofy/src/lower/operands.rs
impl Lower {
    fn operand(&mut self, operand: Expr, name: &str, waits: bool, used: As) -> Expr {
        let span = operand.span();
        let value = self.expr(operand);
        if waits && !is_place(&value) && !is_stable(&value, used) {
            if let Some(span) = reference_to_temporary(&value) {
                self.errors.add(
                    span,
                    "this reference would live across a wait, and what it refers to has no name: \
                     write `let value = …;` before, and `&value` here",
                );
            }
            let borrow = self.borrow(&value);
            let (id, name) = self.temporary(name, span);
            self.graph.variables[id].borrow = borrow;
            let statement: Stmt = parse_quote_spanned!(span=> let #name = #value;);
            self.run(statement, vec![id]);
            return self.as_used(path(&name), used);
        }
        self.as_used(value, used)
    }
}
