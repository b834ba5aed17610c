//! Compat: futures of this crate as those of std, and the other way round.
//!
//! The two traits differ in one thing: std promises that a future which has been polled is not moved any more
//! (chapter 9). A future of ours does not need the promise; one of std's that is `Unpin` does not either.

use std::pin::Pin;
use std::task::{Context, Poll};

use crate::Future;

/// A future of ours, as one of std's. Made by [`FutureExt::into_std`](crate::FutureExt::into_std).
#[derive(Debug)]
#[must_use = "a future does nothing unless it is polled"]
pub struct IntoStd<F> {
    future: F,
}

impl<F> IntoStd<F> {
    pub(crate) fn new(future: F) -> IntoStd<F> {
        IntoStd { future }
    }
}

/// A future of ours may be moved between two polls, whatever it is made of.
impl<F> Unpin for IntoStd<F> {}

impl<F: Future> std::future::Future for IntoStd<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.get_mut().future.poll(cx)
    }
}

/// A future of std's, as one of ours. Made by [`from_std`].
#[derive(Debug)]
pub struct FromStd<F> {
    future: F,
}

/// A future of std's that can be moved: all that have been written by hand, and every other one as
/// `Box::pin(future)`.
///
/// ```
/// use ch06_futures::{block_on, from_std};
///
/// let future = Box::pin(async { 6 * 7 });
/// assert_eq!(block_on(from_std(future)), 42);
/// ```
pub fn from_std<F: std::future::Future + Unpin>(future: F) -> FromStd<F> {
    FromStd { future }
}

impl<F: std::future::Future + Unpin> Future for FromStd<F> {
    type Output = F::Output;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<F::Output> {
        Pin::new(&mut self.future).poll(cx)
    }
}
