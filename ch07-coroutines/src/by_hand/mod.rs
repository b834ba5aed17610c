//! By hand: what a function that waits is made of.
//!
//! A function that waits has to stop in the middle, and a future is a value that is asked again and again. So the
//! function is cut at its waits. Each piece becomes an arm of a `match`, and what a later piece still needs becomes a
//! field of the state in between.
//!
//! Read [`two_requests`] first, which goes straight on; then [`in_turn`], whose loop goes back to a state that it was
//! in. Beside each stands the `async fn` that does the same, and a test that nobody can tell the two apart.

pub mod in_turn;
pub mod two_requests;
