//! A future that counts its polls.

use std::cell::Cell;
use std::rc::Rc;
use std::task::{Context, Poll};

use ch06_futures::Future;

/// How often; clones are of one count.
pub(crate) type Polls = Rc<Cell<usize>>;

pub(crate) struct Counted<F> {
    future: F,
    polls: Polls,
}

/// Counts the polls of a future.
pub(crate) fn counted<F: Future>(future: F) -> (Counted<F>, Polls) {
    let polls = Polls::default();
    let counted = Counted {
        future,
        polls: Rc::clone(&polls),
    };
    (counted, polls)
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.polls.set(self.polls.get() + 1);
        self.future.poll(cx)
    }
}
