//! Join: two futures at once, on whatever polls them.

use std::fmt;
use std::task::{Context, Poll};

use crate::Future;
use crate::future::polled_after_ready;
use crate::maybe_done::MaybeDone;

/// Two futures, until both are ready. Made by [`join`].
pub struct Join<A: Future, B: Future> {
    first: MaybeDone<A>,
    second: MaybeDone<B>,
}

/// Both values, when both are there. The two are under way at once: each poll polls the first and then the
/// second, but none that is ready.
pub fn join<A: Future, B: Future>(first: A, second: B) -> Join<A, B> {
    Join {
        first: MaybeDone::Future(first),
        second: MaybeDone::Future(second),
    }
}

impl<A: Future, B: Future> Future for Join<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // Not `&&`: the second goes on also where the first does not.
        let are_done = self.first.poll(cx) & self.second.poll(cx);
        if !are_done {
            return Poll::Pending;
        }
        match (self.first.take(), self.second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            _ => polled_after_ready("Join"),
        }
    }
}

impl<A, B> fmt::Debug for Join<A, B>
where
    A: Future<Output: fmt::Debug> + fmt::Debug,
    B: Future<Output: fmt::Debug> + fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Join")
            .field("first", &self.first)
            .field("second", &self.second)
            .finish()
    }
}
