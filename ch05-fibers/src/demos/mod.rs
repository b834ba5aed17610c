//! One file a demo. `fetch` has two besides: `request`, one request in a straight line; and `watch`, which
//! draws who runs when.

pub(crate) mod fetch;
pub(crate) mod generator;
pub(crate) mod million;
pub(crate) mod overflow;
mod request;
mod watch;

#[cfg(not(windows))]
pub(crate) mod show_stack;
#[cfg(not(windows))]
pub(crate) mod stack_swap;
// Both swap, which cannot be done there.
#[cfg(windows)]
pub(crate) mod no_swap;
#[cfg(windows)]
pub(crate) use self::{no_swap as show_stack, no_swap as stack_swap};
