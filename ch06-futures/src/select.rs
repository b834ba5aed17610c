//! Select: whichever of two futures is ready first; and the other one, as far as it has come.

use std::task::{Context, Poll};

use crate::Future;
use crate::future::polled_after_ready;

/// One of two. As a future it is whichever it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Either<A, B> {
    /// The first.
    Left(A),
    /// The second.
    Right(B),
}

impl<A, B> Future for Either<A, B>
where
    A: Future,
    B: Future<Output = A::Output>,
{
    type Output = A::Output;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<A::Output> {
        match self {
            Either::Left(future) => future.poll(cx),
            Either::Right(future) => future.poll(cx),
        }
    }
}

/// Two futures, until one is ready. Made by [`select`].
#[derive(Debug)]
pub struct Select<A, B> {
    /// None when it is done.
    both: Option<(A, B)>,
}

/// The value of the future that is ready first, and the other future, which can be polled further or dropped.
///
/// Each poll polls the first before the second, so of two that become ready between two polls it is the first.
///
/// ```
/// use ch06_futures::{Either, block_on, pending, ready, select};
///
/// let other = match block_on(select(pending::<()>(), ready(7))) {
///     Either::Left(_) => unreachable!("it is never ready"),
///     Either::Right((seven, other)) => {
///         assert_eq!(seven, 7);
///         other
///     }
/// };
/// drop(other);
/// ```
pub fn select<A: Future, B: Future>(first: A, second: B) -> Select<A, B> {
    Select {
        both: Some((first, second)),
    }
}

impl<A: Future, B: Future> Future for Select<A, B> {
    type Output = Either<(A::Output, B), (B::Output, A)>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some((first, second)) = &mut self.both else {
            polled_after_ready("Select");
        };
        if let Poll::Ready(value) = first.poll(cx) {
            let (_, second) = self.both.take().expect(BOTH);
            return Poll::Ready(Either::Left((value, second)));
        }
        if let Poll::Ready(value) = second.poll(cx) {
            let (first, _) = self.both.take().expect(BOTH);
            return Poll::Ready(Either::Right((value, first)));
        }
        Poll::Pending
    }
}

/// Why they are still there.
const BOTH: &str = "both have just been polled";
