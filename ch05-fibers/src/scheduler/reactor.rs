//! Reactor: the kernel's queue, and who waits for which socket.
//!
//! A socket is registered once, for reading and for writing. A fiber tries first; only when the socket says
//! `WouldBlock` does it leave a ticket here. What arrives after that is an event, as the queue is
//! edge-triggered; so none is lost, and nothing has to be remembered.

use std::cell::RefCell;
use std::io::{self, ErrorKind};
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch04_event_queue::event::{Event, Source};
use ch04_event_queue::{Events, Interest, Poll, Token};
use slab::Slab;

use super::core::Core;
use super::ticket::Ticket;

/// Events taken at a time. What does not fit comes with the next turn.
const CAPACITY: usize = 256;

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Read,
    Write,
}

#[derive(Debug)]
pub(crate) struct Reactor {
    poll: RefCell<Poll>,
    events: RefCell<Events>,
    /// By their tokens.
    sources: RefCell<Slab<Waiters>>,
}

/// Who waits for a source. A fiber that has given up leaves a ticket that is worth nothing.
#[derive(Debug, Default)]
struct Waiters {
    read: Vec<Ticket>,
    write: Vec<Ticket>,
}

impl Reactor {
    pub(super) fn new() -> io::Result<Reactor> {
        Ok(Reactor {
            poll: RefCell::new(Poll::new()?),
            events: RefCell::new(Events::with_capacity(CAPACITY)),
            sources: RefCell::default(),
        })
    }

    /// Waits so long until a source is ready, and wakes who waits for it.
    pub(super) fn turn(&self, wait: Option<Duration>) {
        let mut events = self.events.borrow_mut();
        match self.poll.borrow_mut().poll(&mut events, wait) {
            Ok(()) => {}
            // The loop comes again, with what is left of its time.
            Err(error) if error.kind() == ErrorKind::Interrupted => return,
            Err(error) => panic!("the kernel's queue cannot be asked: {error}"),
        }
        for event in &*events {
            let woken = match self.sources.borrow_mut().get_mut(event.token().0) {
                Some(waiters) => waiters.woken_by(event),
                // A source that has just been dropped may have an event still.
                None => continue,
            };
            woken.into_iter().for_each(Ticket::wake);
        }
    }
}

impl Waiters {
    /// Takes out who is to look again. An error concerns both ways.
    fn woken_by(&mut self, event: &Event) -> Vec<Ticket> {
        let mut woken = Vec::new();
        if event.is_readable() || event.is_read_closed() || event.is_error() {
            woken.append(&mut self.read);
        }
        if event.is_writable() || event.is_write_closed() || event.is_error() {
            woken.append(&mut self.write);
        }
        woken
    }

    fn add(&mut self, direction: Direction, ticket: Ticket) {
        let waiters = match direction {
            Direction::Read => &mut self.read,
            Direction::Write => &mut self.write,
        };
        waiters.retain(Ticket::is_valid);
        waiters.push(ticket);
    }
}

/// A source that is registered as long as this lives.
#[derive(Debug)]
pub(crate) struct Registered<S: Source> {
    source: S,
    token: Token,
    reactor: Rc<Reactor>,
}

impl<S: Source> Registered<S> {
    /// Registers it with this thread's reactor.
    pub(crate) fn new(mut source: S) -> io::Result<Registered<S>> {
        let reactor = Rc::clone(Core::of_thread().reactor()?);
        let token = Token(reactor.sources.borrow_mut().insert(Waiters::default()));
        let interests = Interest::READABLE | Interest::WRITABLE;
        let result = reactor
            .poll
            .borrow()
            .registry()
            .register(&mut source, token, interests);
        if let Err(error) = result {
            reactor.sources.borrow_mut().remove(token.0);
            return Err(error);
        }
        Ok(Registered {
            source,
            token,
            reactor,
        })
    }

    pub(crate) fn source(&self) -> &S {
        &self.source
    }

    /// Calls until the source does not say `WouldBlock`; waits between, no longer than `timeout` in all.
    ///
    /// # Errors
    /// The call's, and [`TimedOut`](ErrorKind::TimedOut).
    pub(crate) fn retry<T>(
        &self,
        (direction, what): (Direction, &'static str),
        timeout: Option<Duration>,
        mut call: impl FnMut(&S) -> io::Result<T>,
    ) -> io::Result<T> {
        let core = Core::of_thread();
        let mut deadline = None;
        loop {
            match call(&self.source) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    let timeout = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
                    deadline = deadline.or(timeout);
                    self.wait(&core, direction, what, deadline)?;
                }
                result => {
                    core.count_ready_io();
                    return result;
                }
            }
        }
    }

    fn wait(
        &self,
        core: &Rc<Core>,
        direction: Direction,
        what: &'static str,
        deadline: Option<Instant>,
    ) -> io::Result<()> {
        core.wait_for_io(what, deadline, |ticket| {
            let mut sources = self.reactor.sources.borrow_mut();
            sources[self.token.0].add(direction, ticket);
        })
    }
}

impl<S: Source> Drop for Registered<S> {
    fn drop(&mut self) {
        let poll = self.reactor.poll.borrow();
        // The kernel forgets a source that is closed in any case.
        drop(poll.registry().deregister(&mut self.source));
        self.reactor.sources.borrow_mut().remove(self.token.0);
    }
}
