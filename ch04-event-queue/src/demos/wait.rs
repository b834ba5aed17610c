//! Wait: until a deadline, whatever signals come between.

use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};

/// Calls `wait` with the time that is left until `deadline`, and again for the rest each time a
/// signal has interrupted it. `None` is for ever; a deadline that has passed is no time, for what
/// is there already.
///
/// # Errors
/// Those of `wait`, except [`Interrupted`](ErrorKind::Interrupted).
pub(crate) fn wait_until(
    deadline: Option<Instant>,
    mut wait: impl FnMut(Option<Duration>) -> io::Result<()>,
) -> io::Result<()> {
    loop {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match wait(left) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
