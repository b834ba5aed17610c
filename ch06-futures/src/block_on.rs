//! Block on: the simplest way to run a future, and the worst.
//!
//! It asks again and again, as fast as it can, whether the future is ready yet. The answer is right, and a
//! whole processor is spent on hearing "not yet". How often is what [`block_on_counted`] gives; chapter 8
//! gives the same answers for a poll or two a wait.

use std::hint;
use std::task::{Context, Poll, Waker};

use crate::Future;

/// Polls a future until it is ready, without a pause, and gives its value.
pub fn block_on<F: Future>(future: F) -> F::Output {
    block_on_counted(future).0
}

/// As [`block_on`]; gives the value, and the number of polls that it took.
pub fn block_on_counted<F: Future>(mut future: F) -> (F::Output, u64) {
    // Nobody needs to be woken who never sleeps.
    let mut cx = Context::from_waker(Waker::noop());
    let mut polls = 0;
    loop {
        polls += 1;
        match future.poll(&mut cx) {
            Poll::Ready(value) => return (value, polls),
            Poll::Pending => hint::spin_loop(),
        }
    }
}
