//! Address sanitizer: it is told of each switch, as it wants to know on which stack a thread is.
//!
//! Whoever leaves a stack says where it goes, and keeps the *fake stack*, where the sanitizer puts what
//! functions have on theirs; whoever arrives gives its own back, and hears where it came from. See
//! `sanitizer/common_interface_defs.h` of LLVM.

use std::cell::Cell;
use std::ffi::c_void;
use std::ptr;

use super::link::Link;
use crate::stack::Stack;

unsafe extern "C" {
    fn __sanitizer_start_switch_fiber(
        fake_stack: *mut *mut c_void,
        bottom: *const c_void,
        size: usize,
    );
    fn __sanitizer_finish_switch_fiber(
        fake_stack: *mut c_void,
        bottom: *mut *const c_void,
        size: *mut usize,
    );
    fn __asan_handle_no_return();
}

/// A stack, for the sanitizer.
#[derive(Debug, Clone, Copy)]
struct Place {
    bottom: *const c_void,
    size: usize,
}

/// Where both sides of a fiber are.
#[derive(Debug)]
pub(super) struct Sides {
    /// Where it goes on: on its own stack, or on that of a fiber that it was resuming.
    suspended: Cell<Place>,
    resumer: Cell<Place>,
}

impl Sides {
    pub(super) fn of(stack: &impl Stack) -> Sides {
        let own = Place {
            bottom: stack.bottom().as_ptr().cast(),
            size: stack.size(),
        };
        Sides {
            suspended: Cell::new(own),
            resumer: Cell::new(own),
        }
    }
}

thread_local! {
    /// On which fiber's stack the thread is, if it is on any.
    static HERE: Cell<Option<Place>> = const { Cell::new(None) };
}

/// What whoever leaves keeps.
#[must_use]
#[derive(Debug)]
pub(super) struct Left {
    fake_stack: *mut c_void,
    here: Option<Place>,
}

fn leave_for(place: Place) -> Left {
    let mut left = Left {
        fake_stack: ptr::null_mut(),
        here: HERE.get(),
    };
    // SAFETY: `fake_stack` is alive, and the place is a stack.
    unsafe { __sanitizer_start_switch_fiber(&mut left.fake_stack, place.bottom, place.size) };
    left
}

/// Gives where the thread came from.
fn arrive(fake_stack: *mut c_void) -> Place {
    let mut from = Place {
        bottom: ptr::null(),
        size: 0,
    };
    // SAFETY: the fake stack is the one that was left here, and `from` is alive.
    unsafe { __sanitizer_finish_switch_fiber(fake_stack, &mut from.bottom, &mut from.size) };
    from
}

/// Before the fiber on this stack is resumed.
///
/// # Safety
/// There is a fiber on it.
pub(super) unsafe fn resume(stack: &impl Stack) -> Left {
    // SAFETY: as the caller says.
    let link = unsafe { Link::of(stack.top()).as_ref() };
    let place = link.sides.suspended.get();
    let left = leave_for(place);
    HERE.set(Some(place));
    left
}

/// After it has suspended or finished.
pub(super) fn is_back(left: Left) {
    arrive(left.fake_stack);
    HERE.set(left.here);
}

/// The first thing on a fresh stack.
pub(super) fn begins(link: &Link) {
    link.sides.resumer.set(arrive(ptr::null_mut()));
}

/// Before a fiber suspends.
pub(super) fn suspend(link: &Link) -> Left {
    let here = HERE.get().expect("a fiber runs");
    link.sides.suspended.set(here);
    leave_for(link.sides.resumer.get())
}

/// After it has been resumed.
pub(super) fn is_resumed(link: &Link, left: Left) {
    link.sides.resumer.set(arrive(left.fake_stack));
}

/// The last thing on a stack: nothing on it is out of bounds for whoever has it next.
pub(super) fn finish(link: &Link) {
    let place = link.sides.resumer.get();
    // SAFETY: it takes nothing, and this function's callers do not return.
    unsafe { __asan_handle_no_return() };
    // SAFETY: without a place to keep the fake stack it is given back; the place is a stack.
    unsafe { __sanitizer_start_switch_fiber(ptr::null_mut(), place.bottom, place.size) };
}
