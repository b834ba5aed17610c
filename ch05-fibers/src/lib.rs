//! Chapter 5: fibers, functions that stop in the middle and go on where they have stopped.
//!
//! A function's state is in its frames, on the stack, and in registers. Give it a stack of its own, and it
//! can be left at any point, however deep in its calls: put the registers that matter onto its
//! stack, and load another stack pointer. That is a [`Fiber`].
//!
//! ```
//! use ch05_fibers::{Fiber, FiberResult, Suspender};
//!
//! fn visit(tree: &[&str], suspender: &Suspender<(), usize>) {
//!     for word in tree {
//!         suspender.suspend(word.len()); // stops here, in the middle of a loop, two calls deep
//!     }
//! }
//!
//! let mut lengths = Fiber::<(), usize, ()>::new(|suspender, ()| visit(&["one", "three"], suspender));
//! assert_eq!(lengths.resume(()), FiberResult::Yield(3));
//! assert_eq!(lengths.resume(()), FiberResult::Yield(5));
//! assert_eq!(lengths.resume(()), FiberResult::Return(()));
//! ```
//!
//! The modules are in reading order. `switch` is where the assembly is, a file a processor; each unsafe
//! block above it says by which of its rules it is sound.
//!
//! Left out: more than one thread (chapter 10).

// The first switch.
#[cfg(not(windows))]
pub mod swap;

// A fiber: what it runs on, how it gets there, and what its user sees.
mod fiber;
mod stack;
mod switch;

// What happens when a stack is too small.
mod overflow;

// Fibers that take turns, and what they wait for.
pub mod net;
mod scheduler;

pub use fiber::{Fiber, FiberResult, ForcedUnwind, ScopedFiber, Suspender, scoped, scoped_on};
pub use scheduler::{
    Builder, FiberHandle, FiberId, JoinHandle, Observer, Scope, ScopedJoinHandle, Stop, Why,
    current, observe, park, park_timeout, scope, sleep, spawn, yield_now,
};
pub use stack::{
    DEFAULT_STACK_SIZE, GuardKind, MIN_STACK_SIZE, MappedStack, PooledStack, Stack, StackPool,
};
