//! Task: a future that an executor has taken over, in two halves.
//!
//! [`Task`] is what wakers and handles share, in any thread. The future itself never leaves the executor's thread, so
//! it needs neither a lock nor to be [`Send`]: it is behind [`Run`].

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use ch06_futures::Future;

use super::Shared;
use super::join::{Join, JoinError};
use super::turns::{self, Turn, Turns};
use crate::observer::{Outcome, TaskId};
use crate::panics::{caught, discard};

/// What all who know of a task share.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) id: TaskId,
    turns: Turns,
    /// Where its future is. Only the executor's thread looks.
    place: AtomicUsize,
    executor: Arc<Shared>,
}

impl Task {
    /// One that is about to be put into the queue.
    pub(super) fn queued(executor: &Arc<Shared>) -> Arc<Task> {
        let id = TaskId::new();
        executor.audience.tell(|observer| observer.spawned(id));
        Arc::new(Task {
            id,
            turns: Turns::queued(),
            place: AtomicUsize::new(usize::MAX),
            executor: Arc::clone(executor),
        })
    }

    pub(super) fn abort(self: &Arc<Task>) {
        self.enqueue(self.turns.abort());
    }

    fn enqueue(self: &Arc<Task>, wake: turns::Wake) {
        if wake == turns::Wake::Nothing {
            return;
        }
        self.executor
            .audience
            .tell(|observer| observer.woken(self.id));
        // A closed queue has dropped all its tasks, or is about to.
        let _ = self
            .executor
            .queue
            .push(super::Item::Turn(Arc::clone(self)));
    }

    pub(super) fn begin(&self) -> Turn {
        self.turns.begin()
    }

    pub(super) fn end(&self) {
        self.turns.end();
    }

    pub(super) fn place(&self) -> usize {
        // Relaxed: one thread.
        self.place.load(Ordering::Relaxed)
    }

    pub(super) fn set_place(&self, place: usize) {
        // Relaxed: one thread.
        self.place.store(place, Ordering::Relaxed);
    }
}

impl Wake for Task {
    fn wake(self: Arc<Task>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Task>) {
        self.enqueue(self.turns.wake());
    }
}

/// A future of any type, with what becomes of its value.
pub(super) trait Run {
    /// Polls the future; ready if it is over, and its handle knows. Never panics.
    fn poll(&mut self) -> Poll<Outcome>;

    /// Drops the future, and tells the handle. Never panics.
    fn cancel(&mut self) -> Outcome;
}

/// A future, and the task that it belongs to.
pub(super) struct Spawned<F: Future> {
    /// `None`: it is over.
    future: Option<F>,
    join: Arc<Join<F::Output>>,
    waker: Waker,
}

impl<F: Future> Spawned<F> {
    pub(super) fn new(future: F, join: &Arc<Join<F::Output>>, task: &Arc<Task>) -> Spawned<F> {
        Spawned {
            future: Some(future),
            join: Arc::clone(join),
            waker: Waker::from(Arc::clone(task)),
        }
    }

    /// Drops the future, and then tells the handle: who waits for the task's end finds nothing of it left.
    fn end(&mut self, result: Result<F::Output, JoinError>) -> Outcome {
        let future = self.future.take();
        let result = match (caught(|| drop(future)), result) {
            (Ok(()), result) => result,
            // A panic before this one is its cause.
            (Err(payload), Err(error)) if error.is_panic() => {
                discard(payload);
                Err(error)
            }
            (Err(payload), result) => {
                discard(result);
                Err(JoinError::panicked(payload))
            }
        };
        let outcome = match &result {
            Ok(_) => Outcome::Ready,
            Err(error) if error.is_panic() => Outcome::Panicked,
            Err(_) => Outcome::Cancelled,
        };
        // It calls the waker of who waits, which may be anyone's code.
        if let Err(payload) = caught(|| self.join.end(result)) {
            discard(payload);
        }
        outcome
    }
}

impl<F: Future> Run for Spawned<F> {
    fn poll(&mut self) -> Poll<Outcome> {
        let future = self
            .future
            .as_mut()
            .expect("it is polled while it is not over");
        let mut cx = Context::from_waker(&self.waker);
        let result = match caught(|| future.poll(&mut cx)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(value)) => Ok(value),
            Err(payload) => Err(JoinError::panicked(payload)),
        };
        Poll::Ready(self.end(result))
    }

    fn cancel(&mut self) -> Outcome {
        self.end(Err(JoinError::cancelled()))
    }
}
