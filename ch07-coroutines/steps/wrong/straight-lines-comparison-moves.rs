//! What is compared is moved out of its variable, which is empty then: `lock == x` would end the lock, and cannot be
//! said twice.
//!
//! caught by: a_comparison_only_looks_at_its_operands
//! says: compared where it is
//! hint: Does `a == b` want the values, or only to look at them?
// in corofy/src/lower/operands.rs
impl Lower {
    fn binary(&mut self, mut it: syn::ExprBinary) -> Expr {
        match operators::kind(&it.op) {
            Kind::Lazy => {
                *it.left = self.expr(*it.left);
                *it.right = self.adapt(*it.right);
            }
            Kind::Assignment => {
                let waits = has_wait(&it.left);
                *it.right = self.operand(*it.right, "value", waits, As::Value);
                *it.left = self.operand(*it.left, "place", false, As::Place);
            }
            Kind::Comparison | Kind::Arithmetic => {
                let waits = has_wait(&it.right);
                *it.left = self.operand(*it.left, "left", waits, As::Value);
                *it.right = self.operand(*it.right, "right", false, As::Value);
            }
        }
        Expr::Binary(it)
    }
}
