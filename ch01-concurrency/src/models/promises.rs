//! Promises: what happens next, as a value.
//!
//! A callback has to be known when the request is made. A [`Promise`] is what the request
//! gives back instead: a value that is not there yet, to which the callback can be attached
//! later, by someone else, in a row that reads from top to bottom:
//!
//! ```
//! # use ch01_concurrency::{delay_server::*, job::Job, timeline::Timeline};
//! # use ch01_concurrency::models::{callbacks::EventLoop, promises::{Promise, fetch}};
//! # use std::time::Duration;
//! # let server = DelayServer::start(Config::default())?;
//! # let job = Job::new(server.address(), 2, Duration::from_millis(2), None);
//! # let timeline = Timeline::new();
//! # let both = timeline.lane("both");
//! # let lane = &both;
//! let [first, second] = [&job.asks[0], &job.asks[1]];
//! let event_loop = EventLoop::default();
//! let again = event_loop.clone();
//! fetch(&event_loop, first, lane)
//!     .and_then(move |one| match one {
//!         Ok(_) => fetch(&again, second, lane),
//!         Err(error) => Promise::kept(Err(error)),
//!     })
//!     .then(|last| println!("the last of the two: {last:?}"));
//! event_loop.run();
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! A promise is kept once and read once; here the compiler sees to both, because
//! [`Resolver::resolve`] and [`Promise::then`] take `self`:
//!
//! ```compile_fail,E0382
//! # use ch01_concurrency::models::promises::Promise;
//! let (resolver, promise) = Promise::new();
//! promise.then(|value| println!("{value}"));
//! resolver.resolve(1);
//! resolver.resolve(2); // It is gone.
//! ```
//!
//! It is the step before a future (chapter 6). The difference: a promise is under way whether
//! anyone wants its value or not, and *calls* what comes next; a future does nothing until it
//! is *asked*.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use super::callbacks::{EventLoop, Outcome};
use crate::job::{Answer, Ask, Job};
use crate::timeline::{Lane, Timeline};

/// A value that will be there later.
pub struct Promise<'a, T> {
    state: Rc<RefCell<State<'a, T>>>,
}

/// The other end of a [`Promise`]: whoever has it can keep the promise.
pub struct Resolver<'a, T> {
    state: Rc<RefCell<State<'a, T>>>,
}

enum State<'a, T> {
    /// No value yet, and no one to call with it.
    Open,
    /// No value yet; this is to be called with it.
    Wanted(Box<dyn FnOnce(T) + 'a>),
    /// The value, which no one has asked for yet.
    Kept(T),
    /// The value has been passed on.
    Passed,
}

impl<'a, T: 'a> Promise<'a, T> {
    /// A promise, and what keeps it.
    pub fn new() -> (Resolver<'a, T>, Promise<'a, T>) {
        let state = Rc::new(RefCell::new(State::Open));
        (
            Resolver {
                state: Rc::clone(&state),
            },
            Promise { state },
        )
    }

    /// A promise that has been kept already.
    pub fn kept(value: T) -> Promise<'a, T> {
        Promise {
            state: Rc::new(RefCell::new(State::Kept(value))),
        }
    }

    /// Calls `next` with the value when it is there, and promises what `next` returns.
    pub fn then<U: 'a>(self, next: impl FnOnce(T) -> U + 'a) -> Promise<'a, U> {
        let (resolver, promise) = Promise::new();
        self.deliver(Box::new(move |value| resolver.resolve(next(value))));
        promise
    }

    /// As [`then`](Promise::then), for a `next` that returns a promise itself: what comes of
    /// that is the value, and not a promise of a promise.
    pub fn and_then<U: 'a>(self, next: impl FnOnce(T) -> Promise<'a, U> + 'a) -> Promise<'a, U> {
        let (resolver, promise) = Promise::new();
        self.deliver(Box::new(move |value| {
            next(value).deliver(Box::new(move |value| resolver.resolve(value)));
        }));
        promise
    }

    /// Calls `callback` with the value: now, if it is there.
    fn deliver(self, callback: Box<dyn FnOnce(T) + 'a>) {
        // The state must not be borrowed while the callback runs: it may do as it likes.
        let state = self.state.replace(State::Passed);
        match state {
            State::Kept(value) => callback(value),
            State::Open | State::Wanted(_) | State::Passed => {
                self.state.replace(State::Wanted(callback));
            }
        }
    }
}

impl<'a, T: 'a> Resolver<'a, T> {
    /// Keeps the promise, and calls who waits for it.
    pub fn resolve(self, value: T) {
        let state = self.state.replace(State::Passed);
        match state {
            State::Wanted(callback) => callback(value),
            State::Open | State::Kept(_) | State::Passed => {
                self.state.replace(State::Kept(value));
            }
        }
    }
}

impl<T> fmt::Debug for Promise<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Promise")
            .field(&self.state.borrow().name())
            .finish()
    }
}

impl<T> fmt::Debug for Resolver<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Resolver")
            .field(&self.state.borrow().name())
            .finish()
    }
}

impl<T> State<'_, T> {
    fn name(&self) -> &'static str {
        match self {
            State::Open => "open",
            State::Wanted(_) => "wanted",
            State::Kept(_) => "kept",
            State::Passed => "passed",
        }
    }
}

/// Starts a request, and promises its outcome.
pub fn fetch<'a>(event_loop: &EventLoop<'a>, ask: &Ask, lane: &Lane) -> Promise<'a, Outcome> {
    let (resolver, promise) = Promise::new();
    event_loop.fetch(ask, lane, |outcome| resolver.resolve(outcome));
    promise
}

/// Does the job; see the module.
pub fn run(job: &Job, timeline: &Timeline, report: &mut dyn FnMut(Answer)) {
    let lanes = job.lanes(timeline);
    let report = RefCell::new(report);
    let event_loop = EventLoop::default();
    for (ask, lane) in job.asks.iter().zip(&lanes) {
        fetch(&event_loop, ask, lane)
            .then(|outcome| ask.answered(timeline.elapsed(), outcome))
            .then(|answer| (*report.borrow_mut())(answer));
    }
    event_loop.run();
}
