//! What is to be said of a wait stays as it was in the closure: everything behind a closure is in it.
//!
//! caught by: beside_such_a_place_the_coroutine_waits
//! says: `f(|x| x + 1); a.wait;` is right
//! hint: What is in `place` when `within` returns?
// in corofy/src/waits.rs
impl Checker<'_> {
    fn within(&mut self, place: &'static str, visit: impl FnOnce(&mut Self)) {
        self.place = Some(place);
        visit(self);
    }
}
