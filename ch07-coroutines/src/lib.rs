//! Chapter 7: coroutines, functions that wait without a stack of their own.
//!
//! A fiber keeps all that it has on a stack. A coroutine keeps what it will need, and where it is: a state
//! machine. [`coroutine`] writes it, from a function in which `future.wait` waits.
//!
//! ```
//! use ch06_futures::{block_on, ready};
//!
//! #[ch07_coroutines::coroutine]
//! fn sum(numbers: Vec<u32>) -> u32 {
//!     let mut sum = 0;
//!     for number in numbers {
//!         sum += ready(number).wait;
//!     }
//!     sum
//! }
//!
//! assert_eq!(block_on(sum(vec![1, 2, 3])), 6);
//! ```
//!
//! Read [`by_hand`] first: what the macro writes, without it. Then `corofy`, which is the macro's work, a crate of its own.
//!
//! Rust has an attribute `coroutine` of its own, so this one is written with its path.

pub mod by_hand;

pub use ch07_macros::coroutine;
