//! What is tested: this chapter. Its twin is `futures.rs`.

use std::task::{Context, Poll, Waker};

pub(crate) use ch06_futures::*;

/// Polls once, for nobody.
pub(crate) fn poll<F: Future>(future: &mut F) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}
