//! Debug builds: a fiber gives the floating-point control words back as it got them.

use std::mem::MaybeUninit;

use super::link::Link;
use crate::stack::Stack;
use crate::switch::control_words;

/// Notes what the fiber on this stack is given.
///
/// # Safety
/// There is a fiber on it.
#[inline]
pub(super) unsafe fn note(stack: &impl Stack) {
    // SAFETY: as the caller says.
    let link = unsafe { Link::of(stack.top()).as_ref() };
    link.control.set(MaybeUninit::new(control_words()));
}

/// Compares them with what it leaves.
#[inline]
pub(super) fn check(link: &Link) {
    // SAFETY: who runs has been resumed, and `note` was called before.
    let given = unsafe { link.control.get().assume_init() };
    let left = control_words();
    assert!(
        given == left,
        "fiber suspended with other floating-point control words ({left:#x}) than it was resumed with \
         ({given:#x}): need them restored"
    );
}
