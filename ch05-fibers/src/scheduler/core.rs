//! Core: the queue, and the loop that empties it.
//!
//! First in, first out: who yields goes to the back, so each fiber that can run does before any runs
//! twice. Whoever waits is in no queue at all; tickets for it lie where it will be woken from.
//!
//! The loop runs on the thread's own stack, whenever the root waits or yields, and returns when the root's turn
//! has come. So a fiber is resumed from there, and suspends to there: two switches for a turn.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::ptr::NonNull;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use slab::Slab;

use super::deadlock;
use super::handle::FiberHandle;
use super::observer::{Observer, Stop, Why};
use super::own_stack::{self, Addresses};
use super::reactor::Reactor;
use super::task::{Cause, Task, Wish};
use super::ticket::Ticket;
use super::timers::{Timer, Timers};
use crate::stack::{DEFAULT_STACK_SIZE, PooledStack, Stack, StackPool};
use crate::{Fiber, FiberResult, Suspender};

/// After so many turns the clock and the queue of the kernel are looked at, however much there is to do.
const TURNS: u32 = 64;

/// What a panic is made of.
pub(super) type Payload = Box<dyn Any + Send>;

/// All fibers of a thread.
pub(crate) struct Core {
    ready: RefCell<VecDeque<Rc<Task>>>,
    current: RefCell<Rc<Task>>,
    root: Rc<Task>,
    /// All that have not finished, but for the root.
    tasks: RefCell<Slab<Rc<Task>>>,
    count: Cell<u64>,
    timers: RefCell<Timers>,
    reactor: OnceCell<Rc<Reactor>>,
    pools: RefCell<Vec<StackPool>>,
    turns: Cell<u32>,
    /// How many wait for a socket.
    io_waits: Cell<usize>,
    /// How often a socket was ready at once since someone yielded for that.
    ready_io: Cell<u32>,
    observer: RefCell<Option<Rc<dyn Observer>>>,
    /// The first panic of an observer since the loop began, for the root.
    observer_panic: Cell<Option<Payload>>,
    is_looping: Cell<bool>,
}

thread_local! {
    static CORE: OwnCore = OwnCore(Core::new());
    /// The same while it is being dropped: the destructors of fibers may still wait.
    static ENDING: Cell<Option<NonNull<Core>>> = const { Cell::new(None) };
}

/// The thread's own reference: with it the fibers end.
struct OwnCore(Rc<Core>);

impl Drop for OwnCore {
    fn drop(&mut self) {
        // Whoever calls `exit` in a fiber stays in the middle of it, as on any stack; what it borrows from
        // other fibers stays with them. The loop has another reference.
        if !Rc::ptr_eq(&self.0.current.borrow(), &self.0.root) {
            return;
        }
        ENDING.set(NonNull::new(Rc::as_ptr(&self.0).cast_mut()));
        self.0.drop_tasks();
        ENDING.set(None);
    }
}

/// The core of a thread that is dropping its fibers.
fn ending() -> Option<Rc<Core>> {
    let core = ENDING.get()?.as_ptr();
    // SAFETY: it is from an `Rc` that `OwnCore` has until it takes the pointer away.
    unsafe { Rc::increment_strong_count(core) };
    // SAFETY: likewise, and the count has just been raised for this one.
    Some(unsafe { Rc::from_raw(core) })
}

impl Core {
    fn new() -> Rc<Core> {
        let name = thread::current().name().map(str::to_owned);
        let root = Task::new(0, name, None);
        Rc::new(Core {
            ready: RefCell::default(),
            current: RefCell::new(Rc::clone(&root)),
            root,
            tasks: RefCell::default(),
            count: Cell::new(0),
            timers: RefCell::default(),
            reactor: OnceCell::new(),
            pools: RefCell::default(),
            turns: Cell::new(0),
            io_waits: Cell::new(0),
            ready_io: Cell::new(0),
            observer: RefCell::default(),
            observer_panic: Cell::new(None),
            is_looping: Cell::new(false),
        })
    }

    /// This thread's.
    ///
    /// # Panics
    /// If the thread is ending, and has dropped its fibers.
    #[inline]
    #[track_caller]
    pub(crate) fn of_thread() -> Rc<Core> {
        match CORE.try_with(|core| Rc::clone(&core.0)) {
            Ok(core) => core,
            Err(_) => ending().expect("a thread that is ending still has its fiber scheduler"),
        }
    }

    /// Whether whoever calls this is on the stack of the running task, and not on that of a fiber which it
    /// has resumed.
    pub(super) fn is_on_own_stack(&self) -> bool {
        let current = self.current();
        let stack = current.stack.get().unwrap_or_else(own_stack::of_thread);
        current.stack.set(Some(stack));
        stack.contains(own_stack::pointer())
    }

    pub(super) fn current(&self) -> Rc<Task> {
        Rc::clone(&self.current.borrow())
    }
}

// ------------------------------------------------------------------------------------------ beginning and ending

impl Core {
    /// A stack of so many bytes.
    pub(super) fn stack(&self, size: Option<usize>) -> io::Result<PooledStack> {
        let Some(size) = size.filter(|&size| size != DEFAULT_STACK_SIZE) else {
            return StackPool::of_thread().take();
        };
        let new = StackPool::new(size)?;
        let mut pools = self.pools.borrow_mut();
        match pools
            .iter()
            .find(|pool| pool.stack_size() == new.stack_size())
        {
            Some(pool) => pool.take(),
            None => {
                pools.push(new);
                pools[pools.len() - 1].take()
            }
        }
    }

    /// Makes a task that runs `body`, and puts it into the queue.
    ///
    /// # Safety
    /// What `body` borrows lives until the task has finished, or been dropped.
    #[track_caller]
    pub(super) unsafe fn spawn(
        self: &Rc<Core>,
        name: Option<String>,
        stack: PooledStack,
        body: impl FnOnce(),
    ) -> Rc<Task> {
        self.count.set(self.count.get() + 1);
        let addresses = Addresses {
            lowest: stack.bottom().addr().get(),
            end: stack.top().addr().get(),
        };
        let task = Task::new(self.count.get(), name, Some(addresses));
        let core = Rc::downgrade(self);
        let run = move |suspender: &Suspender<(), Wish>, ()| {
            let core = core.upgrade().expect("who resumes a task has the core");
            core.current.borrow().suspender.set(Some(suspender.into()));
            drop(core);
            body();
        };
        let mut fiber = Fiber::borrowing(stack, run);
        if let Some(name) = &task.name {
            // SAFETY: the task has both, and drops the fiber first.
            unsafe { fiber.set_name((&**name).into()) };
        }
        task.fiber.replace(Some(fiber));
        task.key
            .set(self.tasks.borrow_mut().insert(Rc::clone(&task)));
        self.enqueue(Rc::clone(&task));
        task
    }

    fn finish(&self, task: &Task) {
        self.tasks.borrow_mut().remove(task.key.get());
        // The stack goes back to its pool.
        drop(task.fiber.take());
        self.tell_joiner(task);
    }

    fn tell_joiner(&self, task: &Task) {
        task.finish();
        if let Some(ticket) = task.joiner.take() {
            ticket.wake();
        }
    }

    /// Ends a task wherever it stands: its fiber is unwound. Its destructors run as part of who calls this; a
    /// panic of theirs ends here.
    pub(super) fn cancel(&self, task: &Task) {
        let Some(fiber) = task.fiber.take() else {
            return;
        };
        // First, so that who comes again meanwhile does not find it.
        self.tasks.borrow_mut().remove(task.key.get());
        let current = self.current();
        let stack = current.stack.get();
        if fiber.started() {
            current.stack.set(task.stack.get());
        }
        if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| drop(fiber))) {
            discard(payload);
        }
        current.stack.set(stack);
        self.tell_joiner(task);
    }

    /// Ends all tasks, those too that are made meanwhile.
    fn drop_tasks(&self) {
        loop {
            let next = self
                .tasks
                .borrow()
                .iter()
                .next()
                .map(|(_, task)| Rc::clone(task));
            let Some(task) = next else { break };
            self.cancel(&task);
        }
        self.ready.take();
    }
}

// ------------------------------------------------------------------------------------------ waiting and waking

impl Core {
    pub(super) fn enqueue(&self, task: Rc<Task>) {
        self.ready.borrow_mut().push_back(task);
    }

    /// Puts a task that has waited into the queue.
    pub(super) fn enqueue_woken(self: &Rc<Core>, task: Rc<Task>) {
        if !Rc::ptr_eq(&task, &self.root) {
            self.tell_in_loop(&task, |observer, fiber| observer.woken(fiber));
        }
        self.enqueue(task);
    }

    /// Lets all others have their turn.
    #[inline(always)] // As `suspend` says.
    pub(super) fn yield_now(self: &Rc<Core>) {
        if !self.suspend(Wish::Again) {
            self.yield_root();
        }
    }

    fn yield_root(self: &Rc<Core>) {
        self.assert_may_wait(&self.root);
        self.enqueue(Rc::clone(&self.root));
        let turn = self.run_until_root();
        turn.expect("the root is in the queue");
    }

    /// Begins a wait of the running task: `arrange` puts the ticket to where it will be woken from.
    ///
    /// # Panics
    /// In the root, if nothing can ever wake it.
    pub(super) fn wait(self: &Rc<Core>, why: Why, arrange: impl FnOnce(Ticket)) {
        let task = self.current();
        self.assert_may_wait(&task);
        let wait = task.begin_wait(why);
        arrange(Ticket {
            core: Rc::clone(self),
            task,
            wait,
        });
        if !self.suspend(Wish::Wait) {
            self.run_until_root()
                .unwrap_or_else(|deadlock| panic!("{}", deadlock.0));
        }
    }

    /// Ends the turn of the fiber that runs, and returns when it has another. The root is no fiber: for it
    /// this is false, and at once.
    ///
    /// Inlined, so that the switch is in the frame of whoever yields. A processor predicts a return by the
    /// call before it; those between here and there would be mispredicted, as another stack's calls
    /// have come between.
    #[inline(always)]
    #[must_use]
    fn suspend(&self, wish: Wish) -> bool {
        let Some(suspender) = self.current.borrow().suspender.get() else {
            return false;
        };
        // SAFETY: the fiber is running, so its suspender is there.
        unsafe { suspender.as_ref() }.suspend(wish);
        true
    }

    /// As [`wait`](Self::wait), but not beyond the deadline.
    pub(super) fn wait_until(
        self: &Rc<Core>,
        deadline: Option<Instant>,
        why: Why,
        arrange: impl FnOnce(Ticket),
    ) -> Cause {
        let mut timing = None;
        self.wait(why, |ticket| {
            timing = deadline.map(|deadline| {
                let timers = &self.timers;
                let timer = timers.borrow_mut().add(deadline, ticket.clone());
                Timing { timers, timer }
            });
            arrange(ticket);
        });
        drop(timing);
        self.current().woken_by()
    }

    /// The loop tells the observer of turns, and that is where it must go on.
    fn assert_may_wait(&self, task: &Task) {
        assert!(
            task.suspender.get().is_some() || !self.is_looping.get(),
            "an `Observer` has called what waits: need it to return first"
        );
    }
}

/// Cancels its timer on drop, also where the wait is unwound.
struct Timing<'a> {
    timers: &'a RefCell<Timers>,
    timer: Timer,
}

impl Drop for Timing<'_> {
    fn drop(&mut self) {
        self.timers.borrow_mut().cancel(self.timer);
    }
}

// ------------------------------------------------------------------------------------------ the loop

/// Nothing can wake the root: who waits for what.
#[derive(Debug)]
pub(super) struct Deadlock(String);

impl Core {
    /// Runs the fibers in the queue until the root's turn has come.
    fn run_until_root(self: &Rc<Core>) -> Result<(), Deadlock> {
        self.is_looping.set(true);
        // The kernel's queue may panic.
        let end = panic::catch_unwind(AssertUnwindSafe(|| self.run()));
        self.is_looping.set(false);
        let payload = match end {
            Ok(end) => match self.observer_panic.take() {
                None => return end,
                Some(payload) => payload,
            },
            Err(payload) => payload,
        };
        self.root.abandon_wait();
        self.ready
            .borrow_mut()
            .retain(|task| !Rc::ptr_eq(task, &self.root));
        panic::resume_unwind(payload)
    }

    fn run(self: &Rc<Core>) -> Result<(), Deadlock> {
        loop {
            // First, as it may wake someone.
            self.count_turn();
            let next = self.ready.borrow_mut().pop_front();
            match next {
                Some(task) if Rc::ptr_eq(&task, &self.root) => return Ok(()),
                Some(task) => self.turn(task),
                None => self.sleep()?,
            }
        }
    }

    /// Gives a fiber its turn, and does as it wishes.
    fn turn(self: &Rc<Core>, task: Rc<Task>) {
        match self.resume(&task) {
            Some(FiberResult::Yield(Wish::Again)) => self.enqueue(task),
            Some(FiberResult::Yield(Wish::Wait)) => {}
            Some(FiberResult::Return(outcome)) => {
                self.finish(&task);
                // That of a value which nobody wanted: the fiber's own is in its packet.
                outcome.unwrap_or_else(discard);
            }
            // It was cancelled while it was in the queue.
            None => {}
        }
    }

    /// Runs a fiber until it suspends or ends. Nothing, if it has been dropped.
    fn resume(self: &Rc<Core>, task: &Rc<Task>) -> Option<FiberResult<Wish, Result<(), Payload>>> {
        let mut slot = task.fiber.borrow_mut();
        let fiber = slot.as_mut()?;
        self.tell_in_loop(task, |observer, fiber| observer.resumed(fiber));
        self.current.replace(Rc::clone(task));
        let result = fiber.run(());
        drop(slot);
        self.current.replace(Rc::clone(&self.root));
        self.tell_in_loop(task, |observer, fiber| {
            let stop = match result {
                FiberResult::Yield(Wish::Again) => Stop::Yielded,
                FiberResult::Yield(Wish::Wait) => task.stop(),
                FiberResult::Return(_) => Stop::Finished,
            };
            observer.stopped(fiber, stop);
        });
        Some(result)
    }

    /// Looks outside now and then, however much there is to do.
    fn count_turn(&self) {
        let turns = self.turns.get().wrapping_add(1);
        self.turns.set(turns);
        if turns.is_multiple_of(TURNS) {
            self.look_outside(Some(Duration::ZERO));
        }
    }

    /// There is nothing to run: waits until there may be.
    fn sleep(&self) -> Result<(), Deadlock> {
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
}

// ------------------------------------------------------------------------------------------ sockets, and who looks on

impl Core {
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
    pub(crate) fn count_ready_io(self: &Rc<Core>) {
        let count = self.ready_io.get() + 1;
        self.ready_io.set(count % TURNS);
        if count == TURNS {
            self.yield_now();
        }
    }

    pub(super) fn observe(&self, observer: Option<Rc<dyn Observer>>) -> Option<Rc<dyn Observer>> {
        self.observer.replace(observer)
    }

    /// A fiber has been made.
    #[inline]
    pub(super) fn tell_spawned(&self, fiber: &FiberHandle) {
        let observer = self.observer.borrow().clone();
        if let Some(observer) = observer {
            observer.spawned(fiber);
        }
    }

    #[inline]
    fn tell_in_loop(
        self: &Rc<Core>,
        task: &Rc<Task>,
        what: impl FnOnce(&dyn Observer, &FiberHandle),
    ) {
        if self.observer.borrow().is_some() {
            self.catch(|observer| what(observer, &FiberHandle::new(self, task)));
        }
    }

    /// Tells the observer, and keeps its panic until the loop ends: the task whose turn it is must not be
    /// lost.
    #[inline(never)]
    fn catch(&self, what: impl FnOnce(&dyn Observer)) {
        let observer = self.observer.borrow().clone();
        let told = panic::catch_unwind(AssertUnwindSafe(|| {
            if let Some(observer) = observer {
                what(&*observer);
            }
        }));
        if let Err(payload) = told {
            let first = self.observer_panic.take();
            let (first, other) = match first {
                Some(first) => (first, Some(payload)),
                None => (payload, None),
            };
            self.observer_panic.set(Some(first));
            other.into_iter().for_each(discard);
        }
    }
}

/// Drops the payload of a panic that nobody asks for. Its destructor may panic, too.
fn discard(payload: Payload) {
    if let Err(again) = panic::catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        mem::forget(again);
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
