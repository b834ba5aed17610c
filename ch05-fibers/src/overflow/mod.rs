//! Overflow: a fault in a fiber's guard becomes a message that says whose stack it was.
//!
//! Whoever overflows a stack has nowhere to run a handler. So the handler of the signal has a stack of
//! its own, one a thread. It looks up the address that faulted among the [`Region`]s that hold guards.
//! If it is one, and the stack pointer is on the stack above it, the fiber on that stack is named and
//! the process ends. Every other fault is passed on to the handler that was there before.
//!
//! Windows says that a stack has overflowed by an exception, and keeps the last pages of that very stack for
//! who handles it.
//!
//! Read `region` first, then `handler`.

#[cfg_attr(windows, path = "handler_windows.rs")]
#[cfg_attr(not(windows), path = "handler/mod.rs")]
mod handler;
mod message;
mod region;

#[cfg(windows)]
pub(crate) use handler::ROOM;
pub(crate) use handler::arm_thread;
pub(crate) use region::{Region, Watched};
