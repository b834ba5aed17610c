//! On thread: a leaf that waits for work which another thread does.

use std::any::Any;
use std::fmt;
use std::io;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;

use crate::Future;
use crate::future::polled_after_ready;

/// Work on another thread. Made by [`on_thread`].
pub struct OnThread<T> {
    /// None when it is done.
    shared: Option<Arc<Mutex<Shared<T>>>>,
}

/// What the thread and the future tell each other.
struct Shared<T> {
    /// The value or the panic, from the end of the work until it is taken.
    outcome: Option<Outcome<T>>,
    /// Who has polled last, until the end of the work.
    waker: Option<Waker>,
}

type Outcome<T> = Result<T, Box<dyn Any + Send>>;

/// Has `work` done on a thread of its own, which begins at once, and gives what it gives. Its panic comes out of
/// the poll. Dropped before that, the work goes on, and what it gives is dropped.
///
/// For what would take long in a poll: meanwhile other futures are polled.
///
/// # Errors
/// The kernel's, if there is no thread to be had.
pub fn on_thread<T, W>(work: W) -> io::Result<OnThread<T>>
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
{
    let shared = Arc::new(Mutex::new(Shared {
        outcome: None,
        waker: None,
    }));
    let theirs = Arc::clone(&shared);
    thread::Builder::new().spawn(move || {
        let outcome = panic::catch_unwind(AssertUnwindSafe(work));
        let waker = theirs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .end(outcome);
        // The lock is free by now, so a waker that polls at once gets it.
        if let Some(waker) = waker {
            waker.wake();
        }
    })?;
    Ok(OnThread {
        shared: Some(shared),
    })
}

impl<T> Shared<T> {
    /// The work is done: who is to be woken?
    fn end(&mut self, outcome: Outcome<T>) -> Option<Waker> {
        self.outcome = Some(outcome);
        self.waker.take()
    }
}

impl<T> Future for OnThread<T> {
    type Output = T;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        let Some(shared) = &self.shared else {
            polled_after_ready("OnThread");
        };
        let mut waker = Some(cx.waker().clone());
        let outcome = {
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            mem::swap(&mut shared.waker, &mut waker);
            shared.outcome.take()
        };
        // The lock is free by now: the former waker may be the last to know a task, and its drop anyone's code.
        drop(waker);
        let Some(outcome) = outcome else {
            return Poll::Pending;
        };
        self.shared = None;
        Poll::Ready(outcome.unwrap_or_else(|payload| panic::resume_unwind(payload)))
    }
}

impl<T> fmt::Debug for OnThread<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnThread")
    }
}
