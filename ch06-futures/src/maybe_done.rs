//! A child of several: its future, then its value.

use std::task::{Context, Poll};

use crate::Future;

/// A future, and the place for what it gives: whoever joins several must keep the early ones' values, and must
/// not poll those again.
#[derive(Debug)]
pub(crate) enum MaybeDone<F: Future> {
    /// To be polled.
    Future(F),
    /// Dropped; this is what it gave.
    Done(F::Output),
    /// The value has been taken.
    Taken,
}

impl<F: Future> MaybeDone<F> {
    /// Polls the future, unless it is done; whether it is done now.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> bool {
        if let MaybeDone::Future(future) = self {
            match future.poll(cx) {
                Poll::Ready(value) => *self = MaybeDone::Done(value),
                Poll::Pending => return false,
            }
        }
        true
    }

    /// done → taken; nothing in the other two.
    pub(crate) fn take(&mut self) -> Option<F::Output> {
        match std::mem::replace(self, MaybeDone::Taken) {
            MaybeDone::Done(value) => Some(value),
            other => {
                *self = other;
                None
            }
        }
    }
}
