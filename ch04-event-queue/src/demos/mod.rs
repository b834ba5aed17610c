//! One file a demo. They share `exchange`, one request; `exchanges`, all of them; `queue`; and the
//! two loops around a queue that never change, `wait` and `drain`.

mod drain;
pub(crate) mod edge;
mod exchange;
mod exchanges;
pub(crate) mod fetch;
pub(crate) mod many;
mod queue;
mod wait;
pub(crate) mod waker;
