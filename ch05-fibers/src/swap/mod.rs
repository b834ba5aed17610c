//! Swap: the first switch, as the processor's calling convention would have it.
//!
//! A function may be left in the middle if all that it could miss is kept: the registers that whoever
//! it calls must give back. So [`swap`] is a function that puts them on its stack, loads another stack
//! pointer, takes from there what an earlier `swap` has put, and returns: to whoever had called *that*.
//!
//! ```
//! use ch05_fibers::MappedStack;
//! use ch05_fibers::swap::{Context, swap};
//!
//! struct Sides {
//!     thread: Context,
//!     fiber: Context,
//!     sum: u32,
//! }
//!
//! extern "C" fn count(sides: *mut Sides) -> ! {
//!     loop {
//!         // SAFETY: the thread waits in its `swap`, and touches nothing meanwhile.
//!         let sides = unsafe { &mut *sides };
//!         sides.sum += 1;
//!         // SAFETY: the thread is left there, and its stack is in use.
//!         unsafe { swap(&mut sides.fiber, &sides.thread) };
//!     }
//! }
//!
//! let stack = MappedStack::new(64 * 1024)?;
//! let mut sides = Sides { thread: Context::default(), fiber: Context::default(), sum: 0 };
//! // SAFETY: the stack is new, and outlives the context.
//! sides.fiber = unsafe { Context::new(&stack, count, &raw mut sides) };
//! let sides = &raw mut sides;
//! for _ in 0..3 {
//!     // SAFETY: `sides` lives on, and `count` has been left, or not begun, on a stack that is in use.
//!     unsafe { swap(&mut (*sides).thread, &(*sides).fiber) };
//! }
//! // SAFETY: nobody else uses it.
//! assert_eq!(unsafe { (*sides).sum }, 3);
//! # std::io::Result::Ok(())
//! ```
//!
//! It is right, and it shows what a switch is. It is also slow, as it keeps whatever *might* be in use, and
//! bare: no values, no panics, and whoever has the two sides mixed up is lost. [`Fiber`](crate::Fiber) has
//! all that, on a switch that keeps only what *is* in use.

#[cfg_attr(target_arch = "x86_64", path = "x86_64_sysv.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
mod arch;

use std::fmt;
use std::ptr::{self, NonNull};

use crate::stack::Stack;

/// What runs first on a stack: given its argument, it never returns, as nobody has called it.
pub type Main<T> = extern "C" fn(*mut T) -> !;

/// Where a side that does not run has stopped.
///
/// The default is nowhere: for the side that is about to be left.
#[repr(transparent)]
pub struct Context {
    /// Of the last word that `swap` has put on that side's stack.
    stack_pointer: *mut usize,
}

impl Context {
    /// A context that begins `main` on the stack when it is swapped to.
    ///
    /// # Safety
    /// - Nobody else uses the stack, and it outlives the context.
    /// - When `main` begins, `argument` is what it needs.
    pub unsafe fn new<T>(stack: &impl Stack, main: Main<T>, argument: *mut T) -> Context {
        // SAFETY: a stack has room for a frame, and this one is the caller's.
        let frame = unsafe { stack.top().cast::<arch::Frame>().sub(1) };
        // SAFETY: likewise.
        unsafe {
            frame.write(arch::Frame::beginning(
                main as usize,
                argument.expose_provenance(),
            ))
        };
        Context {
            stack_pointer: frame.as_ptr().cast(),
        }
    }

    /// The words from where this side has stopped, up to the top of its stack, each with its address and what
    /// it is there for. Only of a side that has not begun; of another, who knows?
    ///
    /// # Safety
    /// It is a [new](Self::new) context, whose stack is not in use.
    pub unsafe fn words(&self) -> Vec<(*const usize, usize, &'static str)> {
        let word = |(index, about): (usize, &&'static str)| {
            let place = self.stack_pointer.wrapping_add(index);
            // SAFETY: the frame is at the top of a stack that the caller has, and has a word for each name.
            (place.cast_const(), unsafe { place.read() }, *about)
        };
        arch::Frame::WORDS.iter().enumerate().map(word).collect()
    }
}

impl Default for Context {
    fn default() -> Context {
        Context {
            stack_pointer: ptr::null_mut(),
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Context").field(&self.stack_pointer).finish()
    }
}

/// Leaves this side for another; returns when someone swaps back.
///
/// # Safety
/// - `to` has been made by [`Context::new`], or was left by a `swap` and has not been swapped to since.
/// - Its stack is in use by nobody, and both sides are this thread's.
/// - `from` and `to` are where they are until this side goes on.
#[inline]
pub unsafe fn swap(from: &mut Context, to: &Context) {
    debug_assert!(
        !to.stack_pointer.is_null(),
        "`swap` to a side that has not been left"
    );
    // SAFETY: as the caller says; a context is a pointer to where it was left.
    unsafe { arch::swap(NonNull::from(from).cast(), to.stack_pointer) };
}
