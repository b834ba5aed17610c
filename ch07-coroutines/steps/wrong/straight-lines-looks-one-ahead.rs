//! An operand is kept if the next one waits. One that stands further left is evaluated after the wait, behind those
//! that were kept.
//!
//! caught by: a_wait_that_is_not_the_next_argument_counts_too
//! says: all that is left of the wait is evaluated before it, however far
//! hint: Of `f(a(), b(), c().wait)`: is there a wait after `a()`?
// in corofy/src/lower/operands.rs
impl Lower {
    fn operands<P: Default>(
        &mut self,
        operands: Punctuated<Expr, P>,
        name: &str,
    ) -> Punctuated<Expr, P> {
        let mut left: Vec<Expr> = operands.into_iter().rev().collect();
        let mut lowered = Punctuated::new();
        while let Some(operand) = left.pop() {
            let waits = left.last().is_some_and(has_wait);
            lowered.push(self.operand(operand, name, waits, As::Value));
        }
        lowered
    }
}
