//! Core: all fibers of a thread, and where the thread keeps them.
//!
//! Read [`turns`] first, which is the loop; then [`current`], whose turn it is, [`wait`], by which a task leaves
//! the queue, and [`life`], its beginning and its end. [`outside`] is what wakes who waits; [`tell`] is for
//! observers.

mod current;
mod life;
mod outside;
mod payload;
mod tell;
mod turns;
mod wait;

use std::cell::{Cell, OnceCell, RefCell};
use std::ptr::NonNull;
use std::rc::Rc;
use std::thread;

use slab::Slab;

use self::payload::Payload;
use super::observer::Observer;
use super::own_stack;
use super::queue::Queue;
use super::reactor::Reactor;
use super::task::Task;
use super::timers::Timers;
use crate::stack::StackPool;

/// All fibers of a thread.
pub(crate) struct Core {
    ready: Queue,
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
    /// Whether there is one: all that a turn asks.
    is_observed: Cell<bool>,
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
        if current::take() {
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
        let root = Task::new(0, name, None, None);
        Rc::new(Core {
            ready: Queue::default(),
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
            is_observed: Cell::new(false),
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
        current::get().unwrap_or_else(|| Rc::clone(&self.root))
    }
}
