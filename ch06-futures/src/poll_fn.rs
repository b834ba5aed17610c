//! A future from a function: whatever it captures is its state.

use std::fmt;
use std::task::{Context, Poll};

use crate::Future;

/// Calls a function at each poll. Made by [`poll_fn`].
///
/// After `Ready` it is the function that decides what another poll comes to.
pub struct PollFn<F> {
    function: F,
}

/// A future that is polled by calling `function`.
///
/// ```
/// use std::task::Poll;
///
/// use ch06_futures::{block_on_counted, poll_fn};
///
/// let mut left = 3;
/// let countdown = poll_fn(move |_| match left {
///     0 => Poll::Ready("lift-off"),
///     _ => {
///         left -= 1;
///         Poll::Pending
///     }
/// });
/// assert_eq!(block_on_counted(countdown), ("lift-off", 4));
/// ```
pub fn poll_fn<T, F>(function: F) -> PollFn<F>
where
    F: FnMut(&mut Context<'_>) -> Poll<T>,
{
    PollFn { function }
}

impl<T, F> Future for PollFn<F>
where
    F: FnMut(&mut Context<'_>) -> Poll<T>,
{
    type Output = T;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        (self.function)(cx)
    }
}

impl<F> fmt::Debug for PollFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PollFn").finish_non_exhaustive()
    }
}
