//! Signal: a future that is ready when somebody says so.

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use ch06_futures::Future;

/// Clones are of one signal, for which one of them waits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signal {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    New,
    Waiting(Waker),
    Set,
}

impl Signal {
    pub(crate) fn set(&self) {
        // The lock is free again when the waker is called.
        if let State::Waiting(waker) = self.replace(|_| State::Set) {
            waker.wake();
        }
    }

    /// Gives the state before.
    fn replace(&self, next: impl FnOnce(&State) -> State) -> State {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let next = next(&state);
        mem::replace(&mut state, next)
    }
}

impl Future for Signal {
    type Output = ();

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let waker = cx.waker().clone();
        let before = self.replace(|state| match state {
            State::Set => State::Set,
            State::New | State::Waiting(_) => State::Waiting(waker),
        });
        match before {
            State::Set => Poll::Ready(()),
            State::New | State::Waiting(_) => Poll::Pending,
        }
    }
}
