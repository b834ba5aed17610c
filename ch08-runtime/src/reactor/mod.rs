//! Reactor: one queue of the kernel's for all who wait, and one who asks it on their behalf.
//!
//! A future that has to wait for a socket leaves its waker here, and is pending. The reactor asks the kernel (chapter
//! 4), notes what is ready, and calls the wakers of those who wait for that. It polls nothing and knows of no executor.
//!
//! Who drives it is free: [`Reactor::turn`] asks once. [`Runtime`](crate::Runtime) has a thread for it.
//!
//! Read `source` first: it holds all that can go wrong. Then `timers`.

mod registration;
mod source;
mod timers;

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, ErrorKind};
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::{Duration, Instant};

use ch04_event_queue::event::Event;
use ch04_event_queue::{Events, Poll, Registry, Token};
use slab::Slab;

use self::source::{Ready, Source};
use self::timers::Timers;
use crate::observer::Audience;
use crate::panics::{caught, discard};

pub use self::registration::Registration;
pub(crate) use self::timers::Entry;

/// How many events are taken from the kernel at once; others wait for the next time.
const EVENTS: usize = 1024;

/// The token of what only interrupts the reactor's sleep.
const NOTIFIER: Token = Token(usize::MAX);

/// Who asks the kernel.
pub struct Reactor {
    poll: Poll,
    events: Events,
    shared: Arc<Shared>,
    /// Those that are to be called, with no lock held.
    wakers: VecDeque<Waker>,
}

/// Where futures register what they wait for. All clones are of one reactor; who waits by it when that is dropped is
/// woken, and hears an error, or of a delay, a panic.
#[derive(Debug, Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

struct Shared {
    registry: Registry,
    notifier: ch04_event_queue::Waker,
    /// By their tokens.
    sources: Mutex<Slab<Arc<Source>>>,
    timers: Mutex<Timers>,
    audience: Audience,
    /// Nobody asks the kernel any more.
    is_over: AtomicBool,
}

impl Reactor {
    /// A reactor with a queue of its own.
    ///
    /// # Errors
    /// The kernel's, if it has no descriptor for the queue.
    pub fn new() -> io::Result<Reactor> {
        Reactor::with(Audience::default())
    }

    pub(crate) fn with(audience: Audience) -> io::Result<Reactor> {
        let poll = Poll::new()?;
        let notifier = ch04_event_queue::Waker::new(poll.registry(), NOTIFIER)?;
        let shared = Shared {
            registry: poll.registry().try_clone()?,
            notifier,
            sources: Mutex::default(),
            timers: Mutex::default(),
            audience,
            is_over: AtomicBool::new(false),
        };
        Ok(Reactor {
            poll,
            events: Events::with_capacity(EVENTS),
            shared: Arc::new(shared),
            wakers: VecDeque::new(),
        })
    }

    /// Where futures register.
    pub fn handle(&self) -> Handle {
        Handle {
            shared: Arc::clone(&self.shared),
        }
    }

    /// Sleeps until a source is ready, a timer is due, [`Handle::notify`] is called or the time is over, and calls the
    /// wakers of all who have waited for it. Gives the number of these. It may also return early, with none.
    ///
    /// `None`: as long as it takes. Wakers are called in this thread, with no lock held.
    ///
    /// # Errors
    /// The kernel's; not [`Interrupted`](ErrorKind::Interrupted), after which it sleeps on.
    ///
    /// # Panics
    /// If a waker does. The others are called by the next turn.
    pub fn turn(&mut self, timeout: Option<Duration>) -> io::Result<usize> {
        let until = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        if self.wakers.is_empty() {
            self.wait(until)?;
            self.shared.collect(&self.events, &mut self.wakers);
        }
        let count = self.wakers.len();
        while let Some(waker) = self.wakers.pop_front() {
            waker.wake();
        }
        Ok(count)
    }

    fn wait(&mut self, until: Option<Instant>) -> io::Result<()> {
        loop {
            let next = self.shared.timers().sleep();
            let until = [until, next].into_iter().flatten().min();
            let timeout = until.map(|until| until.saturating_duration_since(Instant::now()));
            self.shared.audience.tell(|observer| observer.asked_queue());
            match self.poll.poll(&mut self.events, timeout) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }
}

impl Shared {
    /// Notes what is ready, and gives the wakers of all who wait for that, or whose time has come.
    fn collect(&self, events: &Events, wakers: &mut VecDeque<Waker>) {
        let are_sources = |event: &&Event| event.token() != NOTIFIER;
        self.audience
            .tell(|observer| observer.events(events.iter().filter(are_sources).count()));
        // Dropped at the end: the last of a source drops a waker, which is somebody else's code.
        let mut seen = Vec::new();
        for event in events.iter().filter(are_sources) {
            // It may be gone since the kernel was asked. If its token is another's by now, that one finds nothing.
            let source = self.sources().get(event.token().0).cloned();
            if let Some(source) = source {
                wakers.extend(source.set(ready(event)));
                seen.push(source);
            }
        }
        self.timers().wake(Instant::now(), wakers);
        seen.into_iter().for_each(discard);
    }

    fn sources(&self) -> MutexGuard<'_, Slab<Arc<Source>>> {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn timers(&self) -> MutexGuard<'_, Timers> {
        self.timers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An end and an error are things to read and to write: the call says what it is.
fn ready(event: &Event) -> Ready {
    Ready {
        read: event.is_readable() || event.is_read_closed() || event.is_error(),
        write: event.is_writable() || event.is_write_closed() || event.is_error(),
    }
}

impl Handle {
    /// Ends the reactor's sleep, now or when it is about to begin.
    pub fn notify(&self) {
        wake(&self.shared.notifier);
    }

    /// How many sources are registered.
    pub fn sources(&self) -> usize {
        self.shared.sources().len()
    }

    /// How many futures wait for the clock.
    pub fn timers(&self) -> usize {
        self.shared.timers().len()
    }

    /// Has a waker called at that time, in place of the entry's former one.
    ///
    /// # Panics
    /// If the reactor is over.
    pub(crate) fn set_timer(&self, entry: &mut Option<Entry>, deadline: Instant, waker: &Waker) {
        // To clone a waker is somebody else's code, too: not with the lock.
        let waker = waker.clone();
        let mut timers = self.shared.timers();
        let (former, is_too_late) = timers.set(entry, deadline, waker);
        drop(timers);
        // A waker's drop is somebody else's code.
        drop(former);
        if is_too_late {
            self.notify();
        }
        assert!(!self.is_over(), "{OVER}");
    }

    /// Whether nobody asks the kernel any more.
    pub(crate) fn is_over(&self) -> bool {
        // Acquire: pairs with the Release in the reactor's drop. Who has left a waker after that took all sees it: both
        // had the lock of that waker's place.
        self.shared.is_over.load(Ordering::Acquire)
    }

    /// Takes an entry out.
    pub(crate) fn clear_timer(&self, entry: Entry) {
        let waker = self.shared.timers().clear(entry);
        drop(waker);
    }
}

/// What is said to who waits by it then.
const OVER: &str = "the reactor is over: nobody would wake who waits by it";

impl Drop for Reactor {
    /// Wakes all who wait, so that they hear of it.
    fn drop(&mut self) {
        // Release: pairs with the Acquire in `is_over`.
        self.shared.is_over.store(true, Ordering::Release);
        let mut wakers = mem::take(&mut self.wakers);
        let sources: Vec<Arc<Source>> = {
            let sources = self.shared.sources();
            sources
                .iter()
                .map(|(_, source)| Arc::clone(source))
                .collect()
        };
        let all = Ready {
            read: true,
            write: true,
        };
        wakers.extend(sources.iter().flat_map(|source| source.take(all)));
        wakers.extend(self.shared.timers().take_all());
        wakers
            .into_iter()
            .for_each(|waker| discard(caught(|| waker.wake())));
    }
}

/// Wakes who sleeps in the queue. That fails only by a signal, and then it is tried again.
pub(crate) fn wake(notifier: &ch04_event_queue::Waker) {
    while let Err(error) = notifier.wake() {
        assert_eq!(
            error.kind(),
            ErrorKind::Interrupted,
            "a queue that cannot be woken: {error}"
        );
    }
}

impl fmt::Debug for Reactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reactor").field(&self.shared).finish()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("sources", &self.sources().len())
            .field("timers", &self.timers().len())
            .finish_non_exhaustive()
    }
}
