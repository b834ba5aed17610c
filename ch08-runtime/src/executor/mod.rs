//! Executor: many tasks on one thread, each polled when it has been woken, and else left alone.
//!
//! ```text
//!   spawn ──►┐                       ┌──► pending: until its waker is called
//!            ├──► queue ──► poll ────┤
//!   wake  ──►┘                       └──► ready: its handle has the value
//! ```
//!
//! Where the queue is empty, the thread sleeps. What is waited for elsewhere, at a socket or a clock, is the reactor's
//! matter: an executor has a handle of it for who asks, and itself knows of nothing but wakers.
//!
//! Read `turns` first, then `queue`, then `task` and `join`.

mod current;
mod join;
mod queue;
mod task;
mod turns;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::panic;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use ch06_futures::Future;
use slab::Slab;

use self::join::Join;
use self::queue::Queue;
use self::task::{Run, Spawned, Task};
use self::turns::Turn;
use crate::observer::{Audience, Outcome};
use crate::panics::{caught, discard};
use crate::parker::Parker;
use crate::reactor;

pub(crate) use self::current::reactor as current_reactor;
pub use self::current::spawn;
pub use self::join::{JoinError, JoinHandle};

/// Tasks of one thread, first come, first served.
///
/// Dropped, it drops every task that is not over; their handles say that they were cancelled.
///
/// ```
/// use ch06_futures::ready;
/// use ch08_runtime::Executor;
///
/// let executor = Executor::new();
/// let task = executor.spawn(ready(1 + 2));
/// assert_eq!(executor.block_on(task).unwrap(), 3);
/// ```
pub struct Executor {
    local: Rc<Local>,
}

/// What stays in the executor's thread.
struct Local {
    shared: Arc<Shared>,
    parker: RefCell<Parker>,
    /// What is left of the round.
    round: RefCell<VecDeque<Item>>,
    /// Those that are not over.
    tasks: RefCell<Slab<Slot>>,
    is_over: Cell<bool>,
}

/// A task's place.
struct Slot {
    task: Arc<Task>,
    /// `None`: it is being polled.
    run: Option<Box<dyn Run>>,
}

/// What wakers, spawners and handles reach from any thread.
struct Shared {
    queue: Queue<Item>,
    audience: Audience,
    reactor: Option<reactor::Handle>,
}

/// What an executor is to do.
enum Item {
    Turn(Arc<Task>),
    /// Its first turn: it comes from another thread.
    First(Arc<Task>, Box<dyn Run + Send>),
}

/// Hands tasks to an executor, from any thread.
#[derive(Debug, Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
}

impl Default for Executor {
    fn default() -> Executor {
        Executor::with(None, Audience::default())
    }
}

impl Executor {
    /// One without a reactor: its futures can wait for each other and for threads, but not for sockets or the clock.
    pub fn new() -> Executor {
        Executor::default()
    }

    /// One whose futures wait for sockets and the clock by this reactor, which another thread drives.
    pub fn with_reactor(reactor: reactor::Handle) -> Executor {
        Executor::with(Some(reactor), Audience::default())
    }

    pub(crate) fn with(reactor: Option<reactor::Handle>, audience: Audience) -> Executor {
        let parker = Parker::default();
        let shared = Shared {
            queue: Queue::new(parker.unparker()),
            audience,
            reactor,
        };
        Executor {
            local: Rc::new(Local {
                shared: Arc::new(shared),
                parker: RefCell::new(parker),
                round: RefCell::default(),
                tasks: RefCell::default(),
                is_over: Cell::new(false),
            }),
        }
    }

    /// What hands it tasks from other threads.
    pub fn spawner(&self) -> Spawner {
        Spawner {
            shared: Arc::clone(&self.local.shared),
        }
    }

    /// Hands it a task, which has its first turn while [`block_on`](Executor::block_on) runs.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        self.local.spawn(future)
    }

    /// Runs the tasks until this future is ready, and gives its value. Those that are not over by then go on in the
    /// next `block_on`.
    ///
    /// # Panics
    /// If the future does, or if the thread is in another `block_on` already.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        let local = &*self.local;
        let _entered = current::enter(&self.local);
        // From here on it is dropped before `_entered`: its destructor, too, may spawn.
        let mut future = future;
        let task = Task::queued(&local.shared);
        let _ended = EndOnDrop(&task);
        let waker = Waker::from(Arc::clone(&task));
        let mut cx = Context::from_waker(&waker);
        let mut next = Some(Item::Turn(Arc::clone(&task)));
        loop {
            match next {
                None => local.park(),
                Some(Item::Turn(its)) if Arc::ptr_eq(&its, &task) => {
                    if let Turn::Poll = task.begin()
                        && let Poll::Ready(value) = local.observed(&task, || future.poll(&mut cx))
                    {
                        return value;
                    }
                }
                Some(item) => local.turn(item),
            }
            next = local.next();
        }
    }
}

/// However `block_on` ends, its future has no more turns.
struct EndOnDrop<'a>(&'a Task);

impl Drop for EndOnDrop<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Local {
    fn spawn<F: Future + 'static>(&self, future: F) -> JoinHandle<F::Output> {
        let (join, task) = (Join::new(), Task::queued(&self.shared));
        let mut run = Spawned::new(future, &join, &task);
        if self.is_over.get() {
            self.shared.stopped(&task, run.cancel());
            return JoinHandle { join, task };
        }
        self.place(&task, Box::new(run));
        // It is closed only when the executor is over.
        let _ = self.shared.queue.push(Item::Turn(Arc::clone(&task)));
        JoinHandle { join, task }
    }

    fn place(&self, task: &Arc<Task>, run: Box<dyn Run>) {
        let slot = Slot {
            task: Arc::clone(task),
            run: Some(run),
        };
        task.set_place(self.tasks.borrow_mut().insert(slot));
    }

    /// The next of this round, or the first of a new one.
    fn next(&self) -> Option<Item> {
        let mut round = self.round.borrow_mut();
        if round.is_empty() {
            self.shared.queue.take(&mut round);
        }
        round.pop_front()
    }

    fn park(&self) {
        self.shared.audience.tell(|observer| observer.parked());
        self.parker.borrow_mut().park();
    }

    fn turn(&self, item: Item) {
        let task = match item {
            Item::Turn(task) => task,
            Item::First(task, run) => {
                self.place(&task, run);
                task
            }
        };
        match task.begin() {
            Turn::Poll => self.poll(&task),
            Turn::Cancel => self.cancel(&task),
            Turn::Skip => {}
        }
    }

    fn poll(&self, task: &Task) {
        let mut run = self.take(task);
        self.shared
            .audience
            .tell(|observer| observer.polled(task.id));
        let outcome = match run.poll() {
            Poll::Pending => {
                self.tasks.borrow_mut()[task.place()].run = Some(run);
                Outcome::Pending
            }
            Poll::Ready(outcome) => {
                self.forget(task, run);
                outcome
            }
        };
        self.shared.stopped(task, outcome);
    }

    /// Out of its place: while it is polled or dropped, it may spawn.
    fn take(&self, task: &Task) -> Box<dyn Run> {
        let run = self.tasks.borrow_mut()[task.place()].run.take();
        run.expect("a task that is not over is in its place")
    }

    fn cancel(&self, task: &Task) {
        let mut run = self.take(task);
        let outcome = run.cancel();
        self.forget(task, run);
        self.shared.stopped(task, outcome);
    }

    /// A task is over, and its place free for another one.
    fn forget(&self, task: &Task, run: Box<dyn Run>) {
        task.end();
        self.tasks.borrow_mut().remove(task.place());
        // The value of a task without a handle is dropped with it.
        discard(run);
    }

    /// Polls the future of `block_on`.
    fn observed<T>(&self, task: &Task, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        if self.shared.audience.is_empty() {
            return poll();
        }
        self.shared
            .audience
            .tell(|observer| observer.polled(task.id));
        let polled = caught(poll);
        let outcome = match polled {
            Ok(Poll::Pending) => Outcome::Pending,
            Ok(Poll::Ready(_)) => Outcome::Ready,
            Err(_) => Outcome::Panicked,
        };
        self.shared.stopped(task, outcome);
        polled.unwrap_or_else(|payload| panic::resume_unwind(payload))
    }

    /// Drops every task that is not over.
    fn end(&self) {
        self.is_over.set(true);
        let mut left = self.round.take();
        left.extend(self.shared.queue.close());
        for item in left {
            if let Item::First(task, run) = item {
                self.place(&task, run);
            }
        }
        let tasks = self.tasks.take();
        // First none has another turn; then one's destructor may wake the next.
        tasks.iter().for_each(|(_, slot)| slot.task.end());
        for (_, slot) in tasks {
            let Some(mut run) = slot.run else { continue };
            self.shared.stopped(&slot.task, run.cancel());
            discard(run);
        }
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        current::during(&self.local, || self.local.end());
    }
}

impl Shared {
    fn stopped(&self, task: &Task, outcome: Outcome) {
        self.audience
            .tell(|observer| observer.stopped(task.id, outcome));
    }
}

impl Spawner {
    /// Hands the executor a task. If the executor is over, the task is cancelled at once.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send,
    {
        let (join, task) = (Join::new(), Task::queued(&self.shared));
        let run = Box::new(Spawned::new(future, &join, &task));
        let first = Item::First(Arc::clone(&task), run);
        if let Err(Item::First(task, mut run)) = self.shared.queue.push(first) {
            self.shared.stopped(&task, run.cancel());
        }
        JoinHandle { join, task }
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tasks = self.local.tasks.borrow().len();
        f.debug_struct("Executor")
            .field("tasks", &tasks)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Executor")
    }
}
