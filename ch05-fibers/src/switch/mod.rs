//! The switch: one thread leaves a stack and goes on upon another.
//!
//! A function that is called keeps its caller's values in registers that it must give back, and
//! on the stack. Going on elsewhere takes no more than that: put the registers that matter on the
//! stack, load another stack pointer, and jump to where that stack left off. The rest of a
//! processor's state is not ours to keep: see [the registers](#registers).
//!
//! Two sides take turns. The *resumer* calls into the fiber, as one calls a function; the fiber
//! *suspends* by returning, and can be called again. Each side, while it does not run, is one
//! [`StackPointer`]. One word crosses with each switch, in a register.
//!
//! ```text
//!        the resumer's stack                          the fiber's stack
//!     ┌──────────────────────┐                     ┌──────────────────────┐ top
//!     │ frames of the        │                     │ Link                 │ ◄── frame pointer of `enter`
//!     │ program              │                     │ the closure          │
//!     │                      │                     │ frames of the fiber  │
//!     │ registers kept       │                     │                      │
//!     │ return address       │ ◄── link.resumer    │ registers kept       │
//!     └──────────────────────┘     while the       │ where to go on       │ ◄── fiber.suspended
//!                                  fiber runs      └──────────────────────┘     while it does not
//! ```
//!
//! # Registers
//!
//! The two sides are inline assembly that *declares* what it destroys instead of saving it. So the
//! compiler saves what is alive at that place, mostly nothing. Only what cannot be declared is put
//! on the stack by hand: registers that LLVM keeps for itself.
//!
//! The floating-point control words (rounding, exceptions) are not kept. Rust code may not change
//! them (the reference, "Inline assembly", demands them back unchanged), and to keep them would
//! cost as much as the rest of a switch. Debug builds check it: a fiber that suspends with other
//! control words than it was resumed with panics. [`swap`](crate::swap) keeps them.
//!
//! # Rules
//!
//! 1. A [`StackPointer`] is used once: by the switch that leaves for it.
//! 2. A stack is mapped for as long as it has a stack pointer, or runs.
//! 3. A word that points to a value points into the frame of the side that has just been left, which
//!    cannot go on, or end, before the other side switches back. Whoever receives it reads it first.
//! 4. Both sides are the same thread's: the compiler keeps addresses of thread-local variables
//!    across a switch.

#[cfg(all(target_arch = "x86_64", not(windows)))]
#[path = "x86_64_sysv.rs"]
mod arch;

#[cfg(all(target_arch = "aarch64", not(windows)))]
#[path = "aarch64.rs"]
mod arch;

#[cfg(all(target_arch = "x86_64", windows))]
#[path = "x86_64_windows.rs"]
mod arch;

#[cfg(not(any(target_arch = "x86_64", all(target_arch = "aarch64", not(windows)))))]
compile_error!("fibers run on x86_64 (Unix and Windows) and on aarch64 (Unix)");

mod word;
#[cfg(all(target_arch = "x86_64", debug_assertions))]
mod x86_64_control;

use std::ptr::NonNull;

use crate::fiber::Link;

#[cfg(debug_assertions)]
pub(crate) use arch::control_words;
pub(crate) use arch::{BRIDGE, Bridge, FRAME_WORDS, finish, prepare, resume, suspend};
pub(crate) use word::{NOTHING, Parcel, Word, open};

/// Where a side that does not run has stopped.
pub(crate) type StackPointer = NonNull<usize>;

/// What runs first on a fiber's stack: given the first word and the fiber's link.
pub(crate) type Main = unsafe extern "C" fn(Word, NonNull<Link>) -> !;
