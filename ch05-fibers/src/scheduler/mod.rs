//! Scheduler: fibers that take turns on one thread, in the shape of [`std::thread`].
//!
//! A fiber runs until it waits, yields or ends. Then the next one in the queue has its turn. Whoever waits
//! leaves a [`Ticket`] where it will be woken from: with a timer, a socket, a fiber that it joins.
//!
//! There is nothing to start and no loop to enter: the thread itself is one of those who take turns. While it
//! waits, in [`JoinHandle::join`] or any other call that waits, the fibers run. While it does something else,
//! they do not; and when it ends, those that are left are dropped.
//!
//! Read `task` first, then `queue`, and `core`, which has the loop; then what its users see.

mod core;
mod deadlock;
mod handle;
mod join;
mod observer;
mod own_stack;
mod park;
mod queue;
mod reactor;
mod scope;
mod spawn;
mod task;
mod ticket;
mod timers;

pub(crate) use self::reactor::{Direction, Registered};
pub use handle::{FiberHandle, current};
pub use join::JoinHandle;
pub use observer::{Observer, Stop, Why, observe};
pub use park::{park, park_timeout, sleep, yield_now};
pub use scope::{Scope, ScopedJoinHandle, scope};
pub use spawn::{Builder, spawn};
pub use task::FiberId;
