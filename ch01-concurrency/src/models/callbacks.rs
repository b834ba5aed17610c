//! Callbacks: say what is to happen next, and go on.
//!
//! [`EventLoop::fetch`] does not wait: it takes a function to call with the answer, and
//! returns. [`EventLoop::run`] calls it when the answer is there. All callbacks run on the one
//! thread that called `run`, one at a time, so they may share what they like without a lock:
//! an [`Rc`], a `RefCell`, a plain counter.
//!
//! Two rules make it bearable, and [`EventLoop`] keeps both: a callback is called once, and
//! never before `fetch` has returned.
//!
//! What is lost is the order of the text. What happens next stands inside, one level deeper;
//! two requests in a row, and an error to handle in each, and the code has left the page:
//!
//! ```
//! # use ch01_concurrency::{delay_server::*, job::Job, models::callbacks::EventLoop, timeline::Timeline};
//! # use std::time::Duration;
//! # let server = DelayServer::start(Config::default())?;
//! # let job = Job::new(server.address(), 2, Duration::from_millis(2), None);
//! # let timeline = Timeline::new();
//! # let both = timeline.lane("both");
//! # let lane = &both;
//! let [first, second] = [&job.asks[0], &job.asks[1]];
//! let event_loop = EventLoop::default();
//! let again = event_loop.clone();
//! event_loop.fetch(first, lane, move |answer| match answer {
//!     Ok(one) => again.fetch(second, lane, move |answer| match answer {
//!         Ok(two) => println!("{one} and {two}"),
//!         Err(error) => println!("the second failed: {error}"),
//!     }),
//!     Err(error) => println!("the first failed: {error}"),
//! });
//! event_loop.run();
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! And the waiting has only been moved: behind the scenes a thread still blocks for each
//! request. Chapter 4 takes those away.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use super::fetch::fetch;
use crate::http::Error;
use crate::job::{Answer, Ask, Job};
use crate::timeline::{Lane, Timeline};

/// What a request came to.
pub type Outcome = Result<String, Error>;

type Callback<'a> = Box<dyn FnOnce(Outcome) + 'a>;

/// One thread's list of things to do when answers come. Clones are the same list.
#[derive(Clone)]
pub struct EventLoop<'a> {
    inner: Rc<Inner<'a>>,
}

struct Inner<'a> {
    /// What is waited for, by a number that the answer brings back.
    pending: RefCell<HashMap<u64, Pending<'a>>>,
    next: Cell<u64>,
    sender: Sender<(u64, Outcome)>,
    answers: Receiver<(u64, Outcome)>,
}

struct Pending<'a> {
    callback: Callback<'a>,
    /// `None` if no thread could be started.
    helper: Option<JoinHandle<()>>,
}

impl Default for EventLoop<'_> {
    fn default() -> Self {
        let (sender, answers) = mpsc::channel();
        let (pending, next) = (RefCell::default(), Cell::new(0));
        EventLoop {
            inner: Rc::new(Inner {
                pending,
                next,
                sender,
                answers,
            }),
        }
    }
}

impl<'a> EventLoop<'a> {
    /// Starts a request and returns; [`run`](EventLoop::run) calls `callback` with the outcome.
    pub fn fetch(&self, ask: &Ask, lane: &Lane, callback: impl FnOnce(Outcome) + 'a) {
        let number = self.inner.next.replace(self.inner.next.get() + 1);
        let (ask, lane, sender) = (ask.clone(), lane.clone(), self.inner.sender.clone());
        let helper = thread::Builder::new().spawn(move || {
            // Fails if the loop has gone, and with it everyone who wants the answer.
            drop(sender.send((number, fetch(&ask, &lane))));
        });
        let helper = helper.map_err(|error| {
            // The same way as any outcome, and so after this function has returned.
            drop(self.inner.sender.send((number, Err(Error::Io(error)))));
        });
        let pending = Pending {
            callback: Box::new(callback),
            helper: helper.ok(),
        };
        self.inner.pending.borrow_mut().insert(number, pending);
    }

    /// Calls callbacks as their answers come, until none is waited for. They may start more.
    pub fn run(&self) {
        while !self.inner.pending.borrow().is_empty() {
            let (number, outcome) = self
                .inner
                .answers
                .recv()
                .expect("the loop itself holds a sender");
            let pending = self.inner.pending.borrow_mut().remove(&number);
            let Some(Pending { callback, helper }) = pending else {
                continue;
            };
            if let Some(helper) = helper {
                // It has sent its answer, which is all it does, and so it cannot have panicked.
                drop(helper.join());
            }
            callback(outcome);
        }
    }
}

impl fmt::Debug for EventLoop<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventLoop")
            .field("pending", &self.inner.pending.borrow().len())
            .finish()
    }
}

/// Does the job; see the module.
pub fn run(job: &Job, timeline: &Timeline, report: &mut dyn FnMut(Answer)) {
    let lanes = job.lanes(timeline);
    // Shared by all callbacks, and no lock is needed.
    let report = RefCell::new(report);
    let event_loop = EventLoop::default();
    for (ask, lane) in job.asks.iter().zip(&lanes) {
        event_loop.fetch(ask, lane, |outcome| {
            (*report.borrow_mut())(ask.answered(timeline.elapsed(), outcome));
        });
    }
    event_loop.run();
}
