//! One file a demo. They share `exchange`, one request; `exchanges`, all of them; and `queue`.

pub(crate) mod edge;
mod exchange;
mod exchanges;
pub(crate) mod fetch;
pub(crate) mod many;
mod queue;
pub(crate) mod waker;
