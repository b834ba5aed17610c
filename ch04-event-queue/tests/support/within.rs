//! A call that may hang, watched by a thread that does not.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Makes the call on a thread of its own, and fails if it is not over after 3 seconds.
#[track_caller]
pub(crate) fn within_3_s<T: Send + 'static>(
    what: &str,
    call: impl FnOnce() -> T + Send + 'static,
) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(call()));
    match receiver.recv_timeout(Duration::from_secs(3)) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => panic!("{what} was not over after 3 s"),
        Err(RecvTimeoutError::Disconnected) => panic!("{what} panicked, see above"),
    }
}
