//! A call that may hang, watched by a thread that does not.

use std::panic;
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
    let caller = thread::spawn(move || sender.send(call()));
    // Miri is slow, and slower beside others.
    let limit_s = if cfg!(miri) { 60 } else { 3 };
    match receiver.recv_timeout(Duration::from_secs(limit_s)) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => panic!("{what} was not over after {limit_s} s"),
        // What it panicked with has been printed.
        Err(RecvTimeoutError::Disconnected) => match caller.join() {
            Err(payload) => panic::resume_unwind(payload),
            Ok(_) => unreachable!("it ends with a result, or it panics"),
        },
    }
}
