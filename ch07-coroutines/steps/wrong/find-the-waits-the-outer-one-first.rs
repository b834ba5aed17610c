//! A wait is noted on the way down: the one that begins last comes first.
//!
//! caught by: the_waits_are_in_the_order_of_their_words
//! says: what is waited for may wait itself, and that comes first
//! hint: Is a wait noted before or after what is below it has been visited?
// in corofy/src/waits.rs
impl<'ast> Visit<'ast> for Finder<'ast> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        self.found.extend(waited_for(expr));
        match expr {
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => {}
            _ => visit::visit_expr(self, expr),
        }
    }
}
