//! The whole arm is taken for its guard: a wait in what an arm does is an error where there is a guard.
//!
//! caught by: beside_such_a_place_the_coroutine_waits
//! says: is right, and it was said
//! hint: What of an arm is behind its `if`, and what is behind its `=>`?
// in corofy/src/waits.rs
impl<'ast> Visit<'ast> for Checker<'_> {
    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let is_guarded = matches!(arm.pat, syn::Pat::Guard(_));
        match is_guarded {
            true => self.within(IN_GUARD, |it| visit::visit_arm(it, arm)),
            false => visit::visit_arm(self, arm),
        }
    }
}
