//! An assignment is lowered from the left, as all else: the place is looked up before the wait and kept, so that it is a
//! copy that the value is added to.
//!
//! caught by: an_assignment_has_its_value_before_its_place
//! says: evaluates what is added first
//! hint: Which side of `+=` does Rust evaluate first? And may a place be bound to a variable?
// in corofy/src/lower/operands.rs
impl Lower {
    fn binary(&mut self, mut it: syn::ExprBinary) -> Expr {
        match operators::kind(&it.op) {
            Kind::Lazy => {
                *it.left = self.expr(*it.left);
                *it.right = self.adapt(*it.right);
            }
            Kind::Comparison => {
                let waits = has_wait(&it.right);
                *it.left = self.operand(*it.left, "left", waits, As::Place);
                *it.right = self.operand(*it.right, "right", false, As::Place);
            }
            Kind::Assignment => {
                let waits = has_wait(&it.right);
                *it.left = self.operand(*it.left, "place", waits, As::Place);
                *it.right = self.operand(*it.right, "value", false, As::Value);
            }
            Kind::Arithmetic => {
                let waits = has_wait(&it.right);
                *it.left = self.operand(*it.left, "left", waits, As::Value);
                *it.right = self.operand(*it.right, "right", false, As::Value);
            }
        }
        Expr::Binary(it)
    }
}
