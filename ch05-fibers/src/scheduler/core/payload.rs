//! Payload: a panic that nobody asks for.

use std::any::Any;
use std::mem;
use std::panic::{self, AssertUnwindSafe};

/// What a panic is made of.
pub(super) type Payload = Box<dyn Any + Send>;

/// Drops the payload of a panic that nobody asks for. Its destructor may panic, too.
pub(super) fn discard(payload: Payload) {
    if let Err(again) = panic::catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        mem::forget(again);
    }
}
