//! Shared: what the threads of one server know in common.

use std::collections::HashMap;
use std::fmt;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use super::Limits;

/// One request and what became of it. Displayed, it is a line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// Counts the answers of this server, from 1.
    pub number: u64,
    /// Who asked, if the connection still knows.
    pub peer: Option<SocketAddr>,
    /// The method and the target, or what stood where they should have been. As it came: it
    /// may hold anything.
    pub request: String,
    /// What was answered.
    pub status: u16,
    /// From the end of the request to its answer.
    pub took: Duration,
}

impl fmt::Display for Served {
    /// The client's own words are escaped: they may not forge another line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Served {
            number,
            peer,
            request,
            status,
            took,
        } = self;
        write!(f, "#{number}  ")?;
        match peer {
            Some(peer) => write!(f, "{peer}")?,
            None => write!(f, "gone")?,
        }
        write!(
            f,
            "  {}  {status}  {} ms",
            request.escape_debug(),
            took.as_millis()
        )
    }
}

/// What became of a delay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(super) enum Waited {
    /// It is over.
    Full,
    /// The server stops.
    Stopped,
}

/// Whether a new connection gets what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(super) enum Admission {
    /// There is room for it.
    Served,
    /// There is not, and it is told so.
    Refused,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) limits: Limits,
    log: Option<mpsc::Sender<Served>>,
    state: Mutex<State>,
    /// Signalled when a connection ends, and when the server stops: for the acceptor.
    changed: Condvar,
    /// Signalled when the server stops: for those who wait for their delay. They may be many,
    /// and are not to be woken for anything less.
    stopped: Condvar,
}

#[derive(Debug, Default)]
struct State {
    stopping: bool,
    /// Answers given so far.
    answers: u64,
    /// The number of the connection that comes next.
    next: u64,
    /// The connections that are served, by their numbers; no more than the limit.
    served: HashMap<u64, Arc<TcpStream>>,
    /// Those that are being told that there is no room for them.
    refused: HashMap<u64, Arc<TcpStream>>,
}

/// How many connections beyond the limit are told so at the same time.
const REFUSALS: usize = 64;

impl Shared {
    pub(super) fn new(limits: Limits, log: Option<mpsc::Sender<Served>>) -> Shared {
        Shared {
            limits,
            log,
            state: Mutex::default(),
            changed: Condvar::new(),
            stopped: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole at every unlock, so a panic is no reason for others to stop.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends every delay and every wait for a request.
    pub(super) fn stop(&self) {
        let mut state = self.state();
        state.stopping = true;
        for stream in state.served.values().chain(state.refused.values()) {
            // Fails if the peer has closed already, which serves as well.
            drop(stream.shutdown(Shutdown::Read));
        }
        self.changed.notify_all();
        self.stopped.notify_all();
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.state().stopping
    }

    /// Whether there is no room for another connection, not even to tell it so.
    pub(super) fn is_full(&self) -> bool {
        let state = self.state();
        state.served.len() >= self.limits.connections && state.refused.len() >= REFUSALS
    }

    /// Takes note of a connection; [`close`](Shared::close) wants the number back.
    pub(super) fn open(&self, stream: &Arc<TcpStream>) -> (u64, Admission) {
        let mut state = self.state();
        let number = state.next;
        state.next += 1;
        if state.stopping {
            drop(stream.shutdown(Shutdown::Read));
        }
        let (connections, admission) = if state.served.len() < self.limits.connections {
            (&mut state.served, Admission::Served)
        } else {
            (&mut state.refused, Admission::Refused)
        };
        connections.insert(number, Arc::clone(stream));
        (number, admission)
    }

    pub(super) fn close(&self, number: u64) {
        let mut state = self.state();
        state.served.remove(&number);
        state.refused.remove(&number);
        self.changed.notify_all();
    }

    /// Sleeps until a connection ends or the server stops, at most so long.
    pub(super) fn wait_for_change(&self, at_most: Duration) {
        drop(self.changed.wait_timeout(self.state(), at_most));
    }

    /// Sleeps so long, or until the server stops.
    pub(super) fn wait(&self, delay: Duration) -> Waited {
        let running = |state: &mut State| !state.stopping;
        let (state, _) = self
            .stopped
            .wait_timeout_while(self.state(), delay, running)
            .unwrap_or_else(PoisonError::into_inner);
        if state.stopping {
            Waited::Stopped
        } else {
            Waited::Full
        }
    }

    pub(super) fn log(
        &self,
        peer: Option<SocketAddr>,
        request: String,
        status: u16,
        took: Duration,
    ) {
        // Held while the line is sent, so that the lines are in the order of their numbers.
        let mut state = self.state();
        state.answers += 1;
        if let Some(log) = &self.log {
            // A reader that has gone is not missed.
            drop(log.send(Served {
                number: state.answers,
                peer,
                request,
                status,
                took,
            }));
        }
    }
}
