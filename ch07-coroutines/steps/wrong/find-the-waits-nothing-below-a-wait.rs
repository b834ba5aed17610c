//! What is found is not looked into: a wait in what is waited for is overlooked.
//!
//! caught by: the_waits_are_in_the_order_of_their_words
//! says: what is waited for may wait itself
//! hint: What is the base of the outer `Expr::Field` in `both(a.wait, b.wait).wait`?
// in corofy/src/waits.rs
impl<'ast> Visit<'ast> for Finder<'ast> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match (waited_for(expr), expr) {
            (Some(wait), _) => self.found.push(wait),
            (None, Expr::Closure(_) | Expr::Async(_) | Expr::Const(_)) => {}
            (None, _) => visit::visit_expr(self, expr),
        }
    }
}
