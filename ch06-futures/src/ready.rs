//! The two ends of waiting: a future that never does, and one that does nothing else.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use std::task::{Context, Poll};

use crate::Future;
use crate::future::polled_after_ready;

/// Has its value already. Made by [`ready`].
#[derive(Debug, Clone)]
pub struct Ready<T> {
    /// Until it is polled.
    value: Option<T>,
}

/// A future that is ready at the first poll.
pub fn ready<T>(value: T) -> Ready<T> {
    Ready { value: Some(value) }
}

impl<T> Future for Ready<T> {
    type Output = T;

    fn poll(&mut self, _cx: &mut Context<'_>) -> Poll<T> {
        match self.value.take() {
            Some(value) => Poll::Ready(value),
            None => polled_after_ready("Ready"),
        }
    }
}

/// Has no value, ever. Made by [`pending`].
pub struct Pending<T> {
    none: PhantomData<fn() -> (T, Infallible)>,
}

/// A future that is never ready.
pub fn pending<T>() -> Pending<T> {
    Pending { none: PhantomData }
}

impl<T> Future for Pending<T> {
    type Output = T;

    fn poll(&mut self, _cx: &mut Context<'_>) -> Poll<T> {
        Poll::Pending
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}
