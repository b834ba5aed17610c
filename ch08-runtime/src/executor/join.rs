//! Join: what a task comes to, and the handle that gives it.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use ch06_futures::Future;

use super::task::Task;
use crate::observer::TaskId;

/// A task that runs somewhere. As a future, it is ready when the task is over.
///
/// Dropped, it lets the task go on.
#[derive(Debug)]
pub struct JoinHandle<T> {
    pub(super) join: Arc<Join<T>>,
    pub(super) task: Arc<Task>,
}

impl<T> JoinHandle<T> {
    /// The task's number.
    pub fn id(&self) -> TaskId {
        self.task.id
    }

    /// Has the task's future dropped when its next turn comes. A task that is over stays as it is.
    pub fn abort(&self) {
        self.task.abort();
    }

    /// Whether the task is over: then a poll is ready.
    pub fn is_finished(&self) -> bool {
        !matches!(*self.join.lock(), State::Running { .. })
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // To clone a waker, or to drop one, is somebody else's code: not with the lock.
        let waker_of_now = cx.waker().clone();
        let mut state = self.join.lock();
        let former = match &mut *state {
            State::Running { waker } => waker.replace(waker_of_now),
            State::Over(_) => {
                let State::Over(result) = mem::replace(&mut *state, State::Taken) else {
                    unreachable!("it has just been looked at");
                };
                return Poll::Ready(result);
            }
            State::Taken => panic!("`JoinHandle` polled after it was ready"),
        };
        drop(state);
        drop(former);
        Poll::Pending
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let mut state = self.join.lock();
        let waker = match &mut *state {
            State::Running { waker } => waker.take(),
            State::Over(_) | State::Taken => None,
        };
        drop(state);
        drop(waker);
    }
}

/// Why a task has no value.
pub struct JoinError {
    /// `None`: it was cancelled.
    panic: Option<Box<dyn Any + Send>>,
}

impl JoinError {
    pub(super) fn cancelled() -> JoinError {
        JoinError { panic: None }
    }

    pub(super) fn panicked(payload: Box<dyn Any + Send>) -> JoinError {
        JoinError {
            panic: Some(payload),
        }
    }

    /// Whether it was aborted, or its executor was over before it was.
    pub fn is_cancelled(&self) -> bool {
        self.panic.is_none()
    }

    /// Whether it has panicked.
    pub fn is_panic(&self) -> bool {
        self.panic.is_some()
    }

    /// What it has panicked with, for [`resume_unwind`](std::panic::resume_unwind).
    ///
    /// # Errors
    /// Gives the error back if it was cancelled.
    pub fn into_panic(self) -> Result<Box<dyn Any + Send>, JoinError> {
        self.panic.ok_or(JoinError { panic: None })
    }

    /// What a panic's payload says, if it is words.
    fn message(&self) -> Option<&str> {
        let payload = self.panic.as_ref()?;
        let words = payload.downcast_ref::<&str>().copied();
        words.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
    }
}

impl fmt::Debug for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoinError({self})")
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.panic, self.message()) {
            (None, _) => f.write_str("the task was cancelled"),
            (Some(_), None) => f.write_str("the task panicked"),
            (Some(_), Some(message)) => write!(f, "the task panicked: {message}"),
        }
    }
}

impl Error for JoinError {}

/// Between a task and its handle.
#[derive(Debug)]
pub(super) struct Join<T> {
    state: Mutex<State<T>>,
}

#[derive(Debug)]
enum State<T> {
    Running {
        /// Of who has polled the handle last.
        waker: Option<Waker>,
    },
    Over(Result<T, JoinError>),
    /// The handle has given it away.
    Taken,
}

impl<T> Join<T> {
    pub(super) fn new() -> Arc<Join<T>> {
        Arc::new(Join {
            state: Mutex::new(State::Running { waker: None }),
        })
    }

    /// The task is over.
    pub(super) fn end(&self, result: Result<T, JoinError>) {
        let before = mem::replace(&mut *self.lock(), State::Over(result));
        // The lock is free again: a waker may poll the handle at once.
        if let State::Running { waker: Some(waker) } = before {
            waker.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
