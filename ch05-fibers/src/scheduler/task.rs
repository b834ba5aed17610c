//! Task: a fiber as the scheduler knows it.
//!
//! ```text
//!              ┌──────── yields ────────┐
//!              ▼                        │
//!  spawned ► queued ── its turn ──► running ── returns or panics ──► finished
//!              ▲                        │
//!              └─ woken ── waiting ◄────┘ waits
//! ```
//!
//! The thread itself is a task too, the *root*: it has no fiber, and is queued and waits like the rest.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::ptr::NonNull;
use std::rc::Rc;

use super::observer::{Stop, Why};
use super::own_stack::Addresses;
use super::queue::Place;
use super::ticket::Ticket;
use crate::{Fiber, Suspender};

/// What a fiber tells the scheduler when it suspends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// To go to the back of the queue.
    Again,
    /// To be left alone until it is woken.
    Wait,
}

/// The fiber of a task. It takes nothing when it is resumed.
pub(super) type TaskFiber = Fiber<(), Wish, ()>;

/// What names a fiber of a thread: no two of one thread have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiberId(pub(super) u64);

/// What a wait has ended by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// What was waited for.
    Event,
    /// The deadline.
    Deadline,
}

pub(crate) struct Task {
    /// Nothing for the root, and once it has finished. Borrowed while it runs; dropped before the name.
    pub(super) fiber: RefCell<Option<TaskFiber>>,
    pub(super) id: FiberId,
    /// Where it is in the queue, if it is.
    pub(super) place: Place,
    pub(super) name: Option<Box<str>>,
    /// The addresses of the stack that it runs on: its own, or that of a fiber which it is dropping. Nothing
    /// for the root, until someone asks.
    pub(super) stack: Cell<Option<Addresses>>,
    /// Where it is among all tasks.
    pub(super) key: Cell<usize>,
    /// What the running fiber suspends by; nothing for the root.
    pub(super) suspender: Option<NonNull<Suspender<(), Wish>>>,
    /// What it waits for, if it does.
    waiting: Cell<Option<Why>>,
    /// Counts its waits, so that a ticket of an earlier one wakes nobody.
    wait: Cell<u64>,
    woken_by: Cell<Cause>,
    /// Whether an `unpark` has come before its `park`.
    permit: Cell<bool>,
    is_finished: Cell<bool>,
    /// Who waits for its end.
    pub(super) joiner: Cell<Option<Ticket>>,
}

/// What must be done for a task that was told to wake.
#[must_use]
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Woken {
    /// It was waiting: put it into the queue.
    Enqueue,
    /// It was not, or for something else.
    Nothing,
}

impl Task {
    pub(super) fn new(
        id: u64,
        name: Option<String>,
        suspender: Option<NonNull<Suspender<(), Wish>>>,
        stack: Option<Addresses>,
    ) -> Rc<Task> {
        Rc::new(Task {
            id: FiberId(id),
            place: Place::default(),
            stack: Cell::new(stack),
            name: name.map(String::into_boxed_str),
            key: Cell::new(0),
            fiber: RefCell::new(None),
            suspender,
            waiting: Cell::new(None),
            wait: Cell::new(0),
            woken_by: Cell::new(Cause::Event),
            permit: Cell::new(false),
            is_finished: Cell::new(false),
            joiner: Cell::new(None),
        })
    }

    /// running → waiting. From now on it can be woken by a ticket with this number.
    pub(super) fn begin_wait(&self, why: Why) -> u64 {
        self.waiting.set(Some(why));
        self.wait.set(self.wait.get() + 1);
        self.wait.get()
    }

    pub(super) fn is_in_wait(&self, wait: u64) -> bool {
        self.wait.get() == wait && self.waiting.get().is_some()
    }

    /// waiting → queued, if it is that wait.
    pub(super) fn wake(&self, wait: u64, cause: Cause) -> Woken {
        if !self.is_in_wait(wait) {
            return Woken::Nothing;
        }
        self.waiting.set(None);
        self.woken_by.set(cause);
        Woken::Enqueue
    }

    /// waiting → running, as nobody will wake it.
    pub(super) fn abandon_wait(&self) {
        self.waiting.set(None);
    }

    /// parked → queued; else the next `park` returns at once.
    pub(super) fn unpark(&self) -> Woken {
        match self.waiting.get() {
            Some(Why::Parked) => self.wake(self.wait.get(), Cause::Event),
            _ => {
                self.permit.set(true);
                Woken::Nothing
            }
        }
    }

    /// Takes what an `unpark` has left.
    pub(super) fn take_permit(&self) -> bool {
        self.permit.take()
    }

    /// running → finished; and so from wherever it stands, if it is dropped. A ticket that is left wakes
    /// nobody.
    pub(super) fn finish(&self) {
        self.waiting.set(None);
        self.is_finished.set(true);
    }

    pub(super) fn is_finished(&self) -> bool {
        self.is_finished.get()
    }

    pub(super) fn waiting(&self) -> Option<Why> {
        self.waiting.get()
    }

    /// Why it has suspended, when it is not its turn that is over.
    pub(super) fn stop(&self) -> Stop {
        self.waiting.get().map_or(Stop::Yielded, Stop::Waits)
    }

    pub(super) fn woken_by(&self) -> Cause {
        self.woken_by.get()
    }
}

/// As it is named in messages.
impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "`{name}`"),
            None => write!(f, "fiber {}", self.id.0),
        }
    }
}
