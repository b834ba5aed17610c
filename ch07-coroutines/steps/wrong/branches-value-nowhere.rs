//! The branches are told that nobody wants their value: each drops it, and the variable never has one.
//!
//! caught by: the_value_of_a_branch_goes_where_that_of_the_if_goes
//! says: is used, and has no value
//! hint: Which `Dest` have the branches of `let x = if …`?
// in corofy/src/lower/statements.rs
impl Lower {
    fn local_of_construct(&mut self, pattern: Pat, value: Expr) {
        let (mut pattern, annotation) = without_type(pattern);
        let declares = self.bind(&mut pattern);
        let id = declares[0];
        self.annotated(id, annotation);
        let user_name = self.graph.variables[id].user_name.take();
        self.push(Step::Declare(id));
        self.into(value, &Dest::Discard);
        self.graph.variables[id].user_name = user_name;
    }
}
