//! The resumer panics with words of its own, so whoever catches that never learns what the fiber
//! has panicked with.
//!
//! caught by: a_panic_goes_on_in_the_resumer
//! caught by: a_panic_with_any_payload_goes_on
//! says: the payload is the fiber's
//! hint: How does one let a panic go on that has been caught?
// in fiber/mod.rs
fn propagate<Return>(outcome: Outcome<Return>) -> Return {
    outcome.unwrap_or_else(|_| panic::resume_unwind(Box::new("the fiber has panicked")))
}
