//! A waker that does something at once, in the thread and at the moment of the wake.

use std::sync::Arc;
use std::task::Waker;

use ch08_runtime::waker::by_hand::{WakeUp, waker};

struct Inline<C>(C);

impl<C: Fn() + Send + Sync + 'static> WakeUp for Inline<C> {
    fn wake_up(&self) {
        (self.0)();
    }
}

/// One that calls `call`.
pub(crate) fn inline(call: impl Fn() + Send + Sync + 'static) -> Waker {
    waker(Arc::new(Inline(call)))
}
