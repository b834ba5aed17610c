//! A wait in a closure is taken for one of the statement around it, which is to be taken apart then: its attribute is an
//! error too, and the user is told of what is no mistake.
//!
//! caught by: a_wait_where_none_can_be_is_an_error_that_names_the_place
//! says: one error is expected in `#[allow(unused)] let f = || a.wait;`
//! hint: Below which expressions does `Finder` have to look for nothing?
// in corofy/src/waits.rs
impl<'ast> Visit<'ast> for Finder<'ast> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        visit::visit_expr(self, expr);
        self.found.extend(waited_for(expr));
    }
}
