//! Unwinding a fiber that will not be resumed: its values are dropped as if it had panicked.

use std::panic;
use std::process;

use super::link::Link;

/// Whether a panic unwinds, and does not abort.
pub(super) const IS_POSSIBLE: bool = cfg!(panic = "unwind");

/// What a suspended fiber panics with when it is dropped. Nothing is printed.
///
/// A fiber may catch it to clean up, and must pass it on, by
/// [`resume_unwind`](std::panic::resume_unwind).
#[derive(Debug)]
#[non_exhaustive]
pub struct ForcedUnwind;

#[cold]
#[inline(never)]
pub(super) fn unwind() -> ! {
    panic::resume_unwind(Box::new(ForcedUnwind))
}

/// A fiber that goes on like that can neither be kept nor dropped.
#[cold]
pub(super) fn caught_and_suspended(link: &Link) -> ! {
    eprintln!(
        "{link} was dropped, has caught the panic of that, and suspended again: need `ForcedUnwind` passed on"
    );
    process::abort()
}

/// A borrow may end, and the fiber still hold it.
#[cold]
pub(super) fn impossible(link: &Link) -> ! {
    eprintln!(
        "{link} cannot be unwound where panics abort: need it finished before it is given up"
    );
    process::abort()
}

/// Half of its values cannot be dropped, so none is.
#[cold]
pub(super) fn leaked(link: &Link) {
    eprintln!(
        "{link} was dropped while it was suspended: its stack is leaked, as panics abort here"
    );
}
