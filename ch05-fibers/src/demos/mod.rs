//! One file a demo. `fetch` has two besides: `request`, one request in a straight line; and `watch`, which
//! draws who runs when.

pub(crate) mod fetch;
pub(crate) mod generator;
pub(crate) mod million;
pub(crate) mod overflow;
mod request;
#[cfg_attr(windows, path = "no_swap.rs")]
pub(crate) mod show_stack;
#[cfg_attr(windows, path = "no_swap.rs")]
pub(crate) mod stack_swap;
mod watch;
