//! Panics: what somebody else's code panics with ends where it was called.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

/// A panic of the user's code, as an error. What it leaves behind is dropped and not looked at.
pub(crate) fn caught<T>(code: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    panic::catch_unwind(AssertUnwindSafe(code))
}

/// Drops what nobody is there to take. If that panics, nobody is there to be told, and what it panics with is dropped in
/// the same way.
pub(crate) fn discard<T>(value: T) {
    let mut dropped = caught(|| drop(value));
    while let Err(payload) = dropped {
        dropped = caught(|| drop(payload));
    }
}
