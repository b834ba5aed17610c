//! The block after the wait is made, and not entered: what comes next has nowhere to go, and the function ends with
//! the wait.
//!
//! caught by: a_wait_ends_its_block_and_its_value_is_there_in_the_next
//! says: has no end
//! hint: Where does the next step go, when a block has its end?
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
        let (id, value) = self.temporary("value", span);
        self.graph.blocks[resume].value = Some(id);
        path(&value)
    }
}
