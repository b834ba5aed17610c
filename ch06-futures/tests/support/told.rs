//! Futures and values that tell a trace what becomes of them.

use std::task::Poll;

use crate::subject::{Future, poll_fn};
use crate::trace::Trace;

impl Trace {
    /// Tells "NAME dropped" on drop.
    pub(crate) fn guard(&self, name: &'static str) -> Guard {
        Guard {
            trace: self.clone(),
            name,
        }
    }

    /// A future that tells of its polls and its drop: pending so many times, then ready, and a panic after that.
    pub(crate) fn future<T: Unpin>(
        &self,
        name: &'static str,
        mut pending: usize,
        value: T,
    ) -> impl Future<Output = T> + Unpin + use<T> {
        let (guard, mut value) = (self.guard(name), Some(value));
        poll_fn(move |cx| {
            guard.trace.add(name);
            if pending > 0 {
                pending -= 1;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            match value.take() {
                Some(value) => Poll::Ready(value),
                None => panic!("{name} was polled after it was ready"),
            }
        })
    }
}

#[derive(Debug)]
pub(crate) struct Guard {
    trace: Trace,
    name: &'static str,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.trace.add(format!("{} dropped", self.name));
    }
}
