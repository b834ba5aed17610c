//! Net: requests as futures.
//!
//! All that a request has to wait for is in three leaves: [`connect`], [`write_all`] and [`read_response`]. A *leaf*
//! waits for something outside: it asks the kernel, and is pending when the kernel has nothing yet. All other
//! futures wait for futures. [`HttpGet`] is the whole request as one leaf, a machine of four states by hand.
//!
//! How a leaf waits is left to a [`Driver`]. [`Busy`] is the one of this chapter: it does not wait at all, and wants
//! to be polled again. Chapter 8 has another one, and the same futures sleep.
//!
//! Read [`Driver`] first, then `busy`, then the leaves, then `http_get`.

mod busy;
mod connect;
mod driver;
mod http_get;
mod read_response;
mod write_all;

pub(crate) use busy::again;
pub use busy::{Busy, BusyStream, is_connected, uninterrupted};
pub use connect::{Connect, connect};
pub use driver::{Driver, Stream};
pub use http_get::{HttpGet, Stage};
pub use read_response::{ReadResponse, read_response};
pub use write_all::{WriteAll, write_all};
