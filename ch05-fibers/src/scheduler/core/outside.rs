//! Outside: the clock and the kernel's queue, from which tasks are woken.
//!
//! The loop looks there when there is nothing to run, and sleeps until there may be; and now and then in any
//! case, so that fibers that only yield do not keep a socket or a timer waiting.

use std::cell::Cell;
use std::io;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use super::Core;
use super::turns::Deadlock;
use crate::scheduler::deadlock;
use crate::scheduler::observer::Why;
use crate::scheduler::reactor::Reactor;
use crate::scheduler::task::Cause;
use crate::scheduler::ticket::Ticket;

/// After so many turns the clock and the queue of the kernel are looked at, however much there is to do.
const TURNS: u32 = 64;

impl Core {
    /// Looks outside now and then, however much there is to do.
    pub(super) fn count_turn(&self) {
        let turns = self.turns.get().wrapping_add(1);
        self.turns.set(turns);
        if turns.is_multiple_of(TURNS) {
            self.look_outside(Some(Duration::ZERO));
        }
    }

    /// There is nothing to run: waits until there may be.
    #[cold]
    pub(super) fn sleep(&self) -> Result<(), Deadlock> {
        let deadline = self.timers.borrow().next();
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match (left, self.io_waits.get() > 0) {
            (None, false) => {
                let deadlock = deadlock::describe(&self.root, &self.tasks.borrow());
                self.root.abandon_wait();
                return Err(Deadlock(deadlock));
            }
            (Some(left), false) => {
                thread::sleep(left);
                self.look_outside(Some(Duration::ZERO));
            }
            (left, true) => self.look_outside(left),
        }
        Ok(())
    }

    /// Wakes those whose socket is ready, for which it waits so long, and those whose time is up.
    fn look_outside(&self, wait: Option<Duration>) {
        if let Some(reactor) = self.reactor.get().filter(|_| self.io_waits.get() > 0) {
            self.catch(|observer| observer.asked_queue());
            reactor.turn(wait);
        }
        if self.timers.borrow().next().is_none() {
            return;
        }
        let now = Instant::now();
        loop {
            let due = self.timers.borrow_mut().pop_due(now);
            let Some(ticket) = due else { break };
            ticket.expire();
        }
    }

    /// The queue of the kernel.
    pub(crate) fn reactor(&self) -> io::Result<&Rc<Reactor>> {
        if let Some(reactor) = self.reactor.get() {
            return Ok(reactor);
        }
        let new = Rc::new(Reactor::new()?);
        Ok(self.reactor.get_or_init(|| new))
    }

    /// Waits for a socket. `arrange` gives the ticket to the reactor.
    ///
    /// # Errors
    /// [`TimedOut`](io::ErrorKind::TimedOut), if the deadline comes first.
    pub(crate) fn wait_for_io(
        self: &Rc<Core>,
        what: &'static str,
        deadline: Option<Instant>,
        arrange: impl FnOnce(Ticket),
    ) -> io::Result<()> {
        let _counted = Counted::new(&self.io_waits);
        match self.wait_until(deadline, Why::Io(what), arrange) {
            Cause::Event => Ok(()),
            Cause::Deadline => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// A socket was ready at once. Who has only such sockets lets others have their turn, too.
    pub(crate) fn count_ready_io(&self) {
        let count = self.ready_io.get() + 1;
        self.ready_io.set(count % TURNS);
        if count == TURNS {
            Core::yield_now();
        }
    }
}

/// Adds one to a count while it lives.
struct Counted<'a>(&'a Cell<usize>);

impl Counted<'_> {
    fn new(count: &Cell<usize>) -> Counted<'_> {
        count.set(count.get() + 1);
        Counted(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
