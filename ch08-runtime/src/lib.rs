//! Chapter 8: a runtime, in which who waits sleeps.
//!
//! Chapter 6 polls its futures without a pause. Here a future that is pending has left its *waker* with who will know,
//! and is not polled until it is called. Two parts share that work: an [`Executor`]
//! polls tasks that have been woken, and a [`Reactor`](reactor::Reactor) wakes those whose socket is ready or whose
//! time has come. The futures are those of chapters 6 and 7, unchanged.
//!
//! ```
//! use std::time::Duration;
//!
//! use ch06_futures::{FutureExt, join, ready};
//! use ch08_runtime::{Delay, Runtime, spawn};
//!
//! let runtime = Runtime::new()?;
//! let both = runtime.block_on(ready(()).then(|()| {
//!     let late = spawn(Delay::new(Duration::from_millis(20)).map(|()| "late"));
//!     let early = spawn(Delay::new(Duration::from_millis(10)).map(|()| "early"));
//!     join(late, early)
//! }));
//! assert_eq!((both.0?, both.1?), ("late", "early"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The modules are in reading order: how one says that a future may get on; a thread that sleeps until it is told; all
//! of it in one loop, for one future; then taken apart.
//!
//! Left out: a queue that idle threads take tasks from, timers for very many, and `std::future::Future` (chapter 10).

mod panics;
mod sync;

// How to say that a future may get on.
pub mod waker;

// How a thread sleeps until it is told.
mod parker;

// All in one loop.
pub mod one_piece;

// Apart: who polls, who asks the kernel, and both together.
mod executor;
pub mod reactor;
mod runtime;
mod signal;

// Leaves.
mod delay;
pub mod net;

// Who looks on.
mod observer;

pub use delay::Delay;
pub use executor::{Executor, JoinError, JoinHandle, Spawner, spawn};
pub use observer::{Observer, Outcome, TaskId};
pub use parker::{Parker, Unparker};
pub use runtime::{Builder, Runtime};
