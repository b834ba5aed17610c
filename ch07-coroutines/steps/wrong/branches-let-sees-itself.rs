//! In the branches, the new variable hides the old one of its name: `let x = if … { x + 1 } …` reads what has no
//! value yet.
//!
//! caught by: a_let_is_not_in_scope_of_its_own_value
//! says: is the one that was there before
//! hint: From which line on does `let x = …;` mean the new `x`? `renames` goes by the `user_name` of what is in scope.
// in corofy/src/lower/statements.rs
impl Lower {
    fn local_of_construct(&mut self, pattern: Pat, value: Expr) {
        let (mut pattern, annotation) = without_type(pattern);
        let declares = self.bind(&mut pattern);
        let id = declares[0];
        self.annotated(id, annotation);
        let name = self.graph.variables[id].name.clone();
        self.push(Step::Declare(id));
        self.into(value, &Dest::Variable(name));
    }
}
