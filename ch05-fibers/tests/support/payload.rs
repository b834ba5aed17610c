//! What a panic is made of, where that is looked at. (`panic_of.rs` is for where its words are enough, and prints nothing.)

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

/// What a call panics with.
pub(crate) fn panic_of<T>(run: impl FnOnce() -> T) -> Box<dyn Any + Send> {
    panic::catch_unwind(AssertUnwindSafe(run))
        .err()
        .expect("it panics")
}
