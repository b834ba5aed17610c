//! Sync: what threads share. With `--cfg loom` it is loom's, which tries every order in which they may meet.

#[cfg(not(loom))]
mod types {
    pub(crate) use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
    pub(crate) use std::sync::{Condvar, Mutex};
}

#[cfg(loom)]
mod types {
    pub(crate) use loom::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
    pub(crate) use loom::sync::{Condvar, Mutex};
}

pub(crate) use types::*;

/// What tests need to try an order: a model, its threads, and what these share.
#[cfg(all(test, not(loom)))]
pub(crate) mod model {
    pub(crate) use std::sync::Arc;
    pub(crate) use std::thread;

    /// Tries it as often as makes a meeting likely.
    pub(crate) fn check(orders: impl Fn() + Sync + Send + 'static) {
        let times = match cfg!(miri) {
            true => 20,
            false => 300,
        };
        (0..times).for_each(|_| orders());
    }
}

/// The same, where every order is tried.
#[cfg(all(test, loom))]
pub(crate) mod model {
    pub(crate) use loom::model as check;
    pub(crate) use loom::sync::Arc;
    pub(crate) use loom::thread;
}
