//! Nobody catches a panic at the base of the stack, so the unwinder goes on beyond it, finds
//! nothing that it knows, and the process ends.
//!
//! caught by: a_panic_goes_on_in_the_resumer
//! says: ended by SIGABRT
//! hint: What is above the first function of a fiber?
// in fiber/base.rs
fn run<Return>(body: impl FnOnce() -> Return) -> Outcome<Return> {
    Ok(body())
}
