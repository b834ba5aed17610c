//! Chapter 6: a value that is not there yet, as something to be asked for.
//!
//! A fiber (chapter 5) keeps a whole stack so that it can stop in the middle. A [`Future`] keeps just what it needs
//! to go on: it is a value with one method, [`poll`](Future::poll), which takes it as far as it gets and then
//! returns. So a thousand of them are a thousand small values, and who runs them is an ordinary loop.
//!
//! ```
//! use std::time::Duration;
//!
//! use ch06_futures::{Delay, FutureExt, block_on, join};
//!
//! let late = Delay::new(Duration::from_millis(20)).map(|()| "late");
//! let early = Delay::new(Duration::from_millis(10)).map(|()| "early");
//! assert_eq!(block_on(join(late, early)), ("late", "early"));
//! ```
//!
//! The modules are in reading order: the trait; the smallest futures, and a loop that runs any; futures made of others;
//! then *leaves*, which wait for the world outside, and all of an HTTP request. Names and meanings are those of the
//! crate `futures`, as far as this one goes.
//!
//! Left out: sleeping until there is something to do. [`block_on`] polls without a pause, and counts how often
//! (chapter 8). A reference to a part of oneself (chapter 9). Streams.

// The trait.
mod future;

// The smallest futures, and what runs them.
mod block_on;
mod poll_fn;
mod ready;
mod yield_now;

// Futures of futures.
mod ext;
mod join;
mod join_all;
mod map;
mod maybe_done;
mod select;
mod then;

// Leaves: time, another thread, sockets.
mod delay;
pub mod net;
mod on_thread;

// The same for `std::future::Future`.
mod compat;

#[cfg(feature = "demo")]
pub mod demo;

pub use block_on::{block_on, block_on_counted};
pub use compat::{FromStd, IntoStd, from_std};
pub use delay::Delay;
pub use ext::{FutureExt, LocalBoxFuture};
pub use future::Future;
pub use join::{Join, join};
pub use join_all::{JoinAll, join_all};
pub use map::Map;
pub use on_thread::{OnThread, on_thread};
pub use poll_fn::{PollFn, poll_fn};
pub use ready::{Pending, Ready, pending, ready};
pub use select::{Either, Select, select};
pub use then::Then;
pub use yield_now::{YieldNow, yield_now};
