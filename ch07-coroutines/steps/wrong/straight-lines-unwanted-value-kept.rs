//! A value that nobody wants is not even mentioned: it stays in its variable, and is dropped with the next wait. A
//! call whose value nobody wants is not made.
//!
//! caught by: a_value_that_nobody_wants_is_dropped_at_once
//! says: ends before the next statement begins
//! hint: `f();` is a statement that does something. What does `value;` do with a variable?
// in corofy/src/lower/mod.rs
impl Lower {
    fn store(&mut self, value: Expr, dest: &Dest, span: Span) {
        match dest {
            Dest::Return => self.end(End::Return(Box::new(value))),
            Dest::Discard => {}
            Dest::Variable(name) => {
                let statement = parse_quote_spanned!(span=> #name = #value;);
                self.run(statement, vec![]);
            }
        }
    }
}
