//! Wakers: how a leaf says that its future is worth another poll.
//!
//! A [`Waker`](std::task::Waker) is a pointer, and a table of four functions that know what is behind it: clone, wake,
//! wake by reference, drop. [`by_hand`] makes one out of an [`Arc`](std::sync::Arc), function by function. For an `Arc`,
//! the standard library has that table already ([`std::task::Wake`]): it is what the executor uses.

pub mod by_hand;
