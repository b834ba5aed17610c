//! A signal is taken for the end of the wait: a program that is stopped and continued fails with
//! `Interrupted`.
//!
//! caught by: a_signal_does_not_end_a_wait_for_a_deadline
//! says: a signal ended the wait before its deadline
//! hint: Which error of `wait` is no failure, and what is to be done after it?
// in demos/wait.rs
pub(crate) fn wait_until(
    deadline: Option<Instant>,
    mut wait: impl FnMut(Option<Duration>) -> io::Result<()>,
) -> io::Result<()> {
    wait(deadline.map(|deadline| deadline.saturating_duration_since(Instant::now())))
}
