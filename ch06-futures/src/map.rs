//! Map: a function of what a future gives.

use std::fmt;
use std::task::{Context, Poll, ready};

use crate::Future;
use crate::future::polled_after_ready;

/// A future's value, passed through a function. Made by [`FutureExt::map`](crate::FutureExt::map).
pub struct Map<F, G> {
    /// Until the future is ready. It has been dropped when the function is called.
    parts: Option<(F, G)>,
}

impl<F, G> Map<F, G> {
    pub(crate) fn new(future: F, function: G) -> Map<F, G> {
        Map {
            parts: Some((future, function)),
        }
    }
}

impl<F, G, T> Future for Map<F, G>
where
    F: Future,
    G: FnOnce(F::Output) -> T,
{
    type Output = T;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        let Some((future, _)) = &mut self.parts else {
            polled_after_ready("Map");
        };
        let value = ready!(future.poll(cx));
        let (_, function) = self.parts.take().expect("the future has just been polled");
        Poll::Ready(function(value))
    }
}

impl<F: fmt::Debug, G> fmt::Debug for Map<F, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let future = self.parts.as_ref().map(|(future, _)| future);
        f.debug_struct("Map")
            .field("future", &future)
            .finish_non_exhaustive()
    }
}
