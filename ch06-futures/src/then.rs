//! Then: one future after another, the second made of what the first has given.
//!
//! It is the first state machine with more than one state to wait in. Chapter 7 makes such machines of
//! ordinary functions.

use std::fmt;
use std::task::{Context, Poll, ready};

use crate::Future;
use crate::future::polled_after_ready;

/// One future, then another. Made by [`FutureExt::then`](crate::FutureExt::then).
pub struct Then<A, B, G> {
    state: State<A, B, G>,
}

enum State<A, B, G> {
    /// The first is under way, and the second not made yet.
    First { future: A, function: G },
    /// The first has been dropped.
    Second { future: B },
    /// Both have been dropped.
    Done,
}

impl<A, B, G> Then<A, B, G> {
    pub(crate) fn new(future: A, function: G) -> Then<A, B, G> {
        Then {
            state: State::First { future, function },
        }
    }
}

impl<A, B, G> Future for Then<A, B, G>
where
    A: Future,
    B: Future,
    G: FnOnce(A::Output) -> B,
{
    type Output = B::Output;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<B::Output> {
        loop {
            match &mut self.state {
                State::First { future, .. } => {
                    let value = ready!(future.poll(cx));
                    self.begin_second(value);
                }
                State::Second { future } => {
                    let value = ready!(future.poll(cx));
                    self.state = State::Done;
                    return Poll::Ready(value);
                }
                State::Done => polled_after_ready("Then"),
            }
        }
    }
}

impl<A, B, G> Then<A, B, G>
where
    A: Future,
    G: FnOnce(A::Output) -> B,
{
    /// first → second. If the function panics, it is done.
    fn begin_second(&mut self, value: A::Output) {
        let first = std::mem::replace(&mut self.state, State::Done);
        if let State::First { future, function } = first {
            drop(future);
            let future = function(value);
            self.state = State::Second { future };
        }
    }
}

impl<A: fmt::Debug, B: fmt::Debug, G> fmt::Debug for Then<A, B, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::First { future, .. } => f.debug_tuple("Then").field(future).finish(),
            State::Second { future } => f.debug_tuple("Then").field(future).finish(),
            State::Done => f.write_str("Then"),
        }
    }
}
