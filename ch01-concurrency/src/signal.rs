//! Signals: a call that one has interrupted is made again.

use std::io::{self, ErrorKind};

/// Makes a call until it ends with something else than [`ErrorKind::Interrupted`].
///
/// A call that takes a time-out has to work out what is left of it, or signals could keep it
/// there for ever.
///
/// # Errors
///
/// The call's others.
pub fn uninterrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
