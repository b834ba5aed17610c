//! The block after the wait does not say which variable the value is in: the value is lost, and what comes next uses
//! a name that nobody declared.
//!
//! caught by: a_wait_ends_its_block_and_its_value_is_there_in_the_next
//! says: what comes after it has the value
//! hint: Who puts the value into the variable that you return? Look at the fields of `Block`.
// in corofy/src/lower/operands.rs
impl Lower {
    fn wait(&mut self, field: ExprField) -> Expr {
        let span = field.member.span();
        let name = name_of(&field.base);
        let child = self.expr(*field.base);
        let resume = self.new_block(&name, span);
        self.end(End::Wait {
            child: Box::new(child),
            resume,
            span,
        });
        self.enter(resume);
        let (_, value) = self.temporary("value", span);
        path(&value)
    }
}
