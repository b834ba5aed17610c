//! Yield now: pending once, so that others have their turn.

use std::task::{Context, Poll};

use crate::Future;

/// Pending at the first poll, and ready at the next. Made by [`yield_now`].
#[derive(Debug)]
pub struct YieldNow {
    has_yielded: bool,
}

/// A future that ends the poll in which it is waited for: whatever computes for long does it in pieces, with
/// this between them.
pub fn yield_now() -> YieldNow {
    YieldNow { has_yielded: false }
}

impl Future for YieldNow {
    type Output = ();

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.has_yielded {
            return Poll::Ready(());
        }
        self.has_yielded = true;
        // It waits for nothing: whoever polls when it is woken is to poll again.
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
