//! A fiber that has not begun has no frames, so nothing is done; but its closure is on the stack,
//! with all that it holds.
//!
//! caught by: a_fiber_that_has_not_begun_drops_its_closure
//! says: what a fiber drops that has not begun
//! hint: Where is the closure of a fiber before its first `resume`?
// in fiber/base.rs
pub(super) unsafe fn drop_body<Body>(link: NonNull<Link>) {
    let _ = Below::<Body>::body(link);
}
