//! What is left of the wait stays in the expression, and is evaluated with it, when the wait is over: a request is
//! sent before the one that the function names first.
//!
//! caught by: what_is_left_of_a_wait_is_evaluated_before_it
//! says: arguments are evaluated from the left
//! hint: The expression itself is evaluated after the wait. What keeps a value that was there before it?
// in corofy/src/lower/operands.rs
impl Lower {
    fn operand(&mut self, operand: Expr, _name: &str, _waits: bool, used: As) -> Expr {
        let value = self.expr(operand);
        self.as_used(value, used)
    }
}
