//! Future: a value that may not be there yet, and that has to be asked for.

use std::task::{Context, Poll};

/// A computation that goes on when it is polled, and stops where it would have to wait.
///
/// It does nothing by itself. Whoever polls it drives it, as far as it gets:
/// [`Poll::Pending`] when it waits for something, [`Poll::Ready`] with its value at the end.
///
/// Not to be polled again after `Ready`: each future of this crate panics then, and says which it was.
///
/// This is [`std::future::Future`] but for one word: there, `self` is pinned. A future of this trait may be
/// moved between two polls, and so may not keep a reference to a part of itself. Chapter 9 shows where
/// that is not enough.
#[must_use = "a future does nothing unless it is polled"]
pub trait Future {
    /// What it gives in the end.
    type Output;

    /// Goes on as far as possible.
    ///
    /// A future that returns [`Poll::Pending`] has seen to it that [the waker](Context::waker) will be called when it
    /// can go on; or else it waits for nothing but to be polled. [`block_on`](crate::block_on) polls
    /// whether it has been called or not.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output>;
}

/// A future somewhere else: a child by reference stays with its owner.
impl<F: Future + ?Sized> Future for &mut F {
    type Output = F::Output;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<F::Output> {
        (**self).poll(cx)
    }
}

/// A future on the heap: with `dyn`, one of any type, so that different ones can stand in one list, and one
/// that contains its own kind has a size.
impl<F: Future + ?Sized> Future for Box<F> {
    type Output = F::Output;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<F::Output> {
        (**self).poll(cx)
    }
}

/// What a poll after the last one comes to.
#[cold]
#[track_caller]
pub(crate) fn polled_after_ready(future: &str) -> ! {
    panic!("`{future}` polled after it was ready")
}
