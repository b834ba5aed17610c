//! The demos, one a file; and what they share.

mod all;
pub(crate) mod fetch;
pub(crate) mod one_piece;
pub(crate) mod server;
pub(crate) mod threads;
mod watch;
