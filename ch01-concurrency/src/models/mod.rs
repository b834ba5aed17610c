//! Models: four ways to do several things at once with threads alone.
//!
//! Read in this order; each page is a lesson of its own.
//!
//! 1. [`fetch`]: one request, the blocking way. All the others are made of it.
//! 2. [`sequential`]: one after the other. The sum of all delays.
//! 3. [`threads`]: a thread a request. The longest delay, and a stack for everyone who waits.
//! 4. [`callbacks`]: say what is to happen next, and go on.
//! 5. [`promises`]: the same, but what happens next is a value.
//! 6. [`parallel`]: the difference between waiting and working.
#![forbid(unsafe_code)]

pub mod callbacks;
pub mod fetch;
pub mod parallel;
pub mod promises;
pub mod sequential;
pub mod threads;

use crate::job::{Answer, Job};
use crate::timeline::Timeline;

/// One way to do the job: reports every answer as it comes, each request's once.
pub type Model = fn(&Job, &Timeline, &mut dyn FnMut(Answer));
