//! The waits of a nested function are taken for the coroutine's, which would be cut where it does not wait.
//!
//! caught by: a_function_in_a_function_waits_for_itself
//! says: the wait of `inner` is not the coroutine's
//! hint: What does a visitor that has no `visit_item` of its own do at an item?
// in corofy/src/waits.rs
impl<'ast> Visit<'ast> for Finder<'ast> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        visit::visit_item(self, item);
    }
}
