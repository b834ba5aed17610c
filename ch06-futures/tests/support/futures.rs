//! What is tested: the crate `futures`, by the same names. Its twin is `ours.rs`.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

pub(crate) use futures::future::*;

/// Polls once, for nobody.
pub(crate) fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}
