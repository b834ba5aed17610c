//! After a signal the wait starts again with the full time: with a signal a second, a wait for two
//! seconds never ends.
//!
//! caught by: after_a_signal_a_wait_goes_on_with_what_is_left
//! says: the wait started again with
//! hint: When is what is left of the time worked out, and how often?
// in demos/wait.rs
pub(crate) fn wait_until(
    deadline: Option<Instant>,
    mut wait: impl FnMut(Option<Duration>) -> io::Result<()>,
) -> io::Result<()> {
    let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    loop {
        match wait(left) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
