//! After a signal the wait goes on without a deadline: one signal, and the time-out never comes.
//!
//! caught by: after_a_signal_a_wait_goes_on_with_what_is_left
//! says: was to have a deadline, and waits for ever
//! hint: What does `None` mean to `wait`, and when is it handed over?
// in demos/wait.rs
pub(crate) fn wait_until(
    deadline: Option<Instant>,
    mut wait: impl FnMut(Option<Duration>) -> io::Result<()>,
) -> io::Result<()> {
    let mut left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    loop {
        match wait(left.take()) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
