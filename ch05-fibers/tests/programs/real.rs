//! The same scripts, on fibers, each program on a thread of its own, whose end drops what is left.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use ch05_fibers::{
    Fiber, FiberHandle, FiberResult, ForcedUnwind, JoinHandle, ScopedJoinHandle, Suspender,
    current, park, scope, spawn, yield_now,
};

use crate::program::{Op, Script};

pub(crate) struct Ran {
    pub(crate) trace: Vec<String>,
    pub(crate) made: usize,
    pub(crate) dropped: usize,
}

pub(crate) fn run(script: Script) -> Ran {
    let counts = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let (sender, trace) = mpsc::channel();
    let given = Arc::clone(&counts);
    let thread = thread::spawn(move || {
        let world = World {
            trace: RefCell::default(),
            fibers: RefCell::new(vec![current()]),
            next: Cell::new(1),
            counts: given,
        };
        let world = Rc::new(world);
        let end = panic::catch_unwind(AssertUnwindSafe(|| world.run_fiber(0, &script)));
        if let Err(payload) = end
            && is_deadlock(&*payload)
        {
            world.say(0, "deadlock");
        }
        sender.send(world.trace.take()).expect("someone listens");
    });
    thread.join().expect("a thread with fibers ends");
    let [made, dropped] = [0, 1].map(|index: usize| counts[index].load(Ordering::Relaxed));
    Ran {
        trace: trace.recv().expect("it has been sent"),
        made,
        dropped,
    }
}

fn is_deadlock(payload: &(dyn Any + Send)) -> bool {
    let text = payload.downcast_ref::<String>();
    text.is_some_and(|text| text.starts_with("deadlock"))
}

struct World {
    trace: RefCell<Vec<String>>,
    /// By their numbers.
    fibers: RefCell<Vec<FiberHandle>>,
    next: Cell<usize>,
    counts: Arc<[AtomicUsize; 2]>,
}

/// One of what is counted.
struct Counted(Arc<[AtomicUsize; 2]>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0[1].fetch_add(1, Ordering::Relaxed);
    }
}

/// What a script's panic is.
struct Boom {
    _counted: Counted,
}

type Inner = Fiber<(), (), Counted>;

/// What a fiber holds, between one step and the next.
struct Held {
    handles: Vec<JoinHandle<Counted>>,
    inner: Vec<Inner>,
    _counted: Counted,
}

impl World {
    fn say(&self, id: usize, what: &str) {
        self.trace.borrow_mut().push(format!("{id} {what}"));
    }

    fn counted(&self) -> Counted {
        self.counts[0].fetch_add(1, Ordering::Relaxed);
        Counted(Arc::clone(&self.counts))
    }

    fn boom(&self) -> ! {
        panic::resume_unwind(Box::new(Boom {
            _counted: self.counted(),
        }))
    }

    fn take_number(&self) -> usize {
        self.next.replace(self.next.get() + 1)
    }

    fn run_fiber(self: &Rc<World>, id: usize, script: &Script) -> Counted {
        let end = panic::catch_unwind(AssertUnwindSafe(|| {
            let mut held = Held {
                handles: Vec::new(),
                inner: Vec::new(),
                _counted: self.counted(),
            };
            for op in script {
                self.step(id, op, &mut held);
            }
        }));
        match end {
            Ok(()) => self.say(id, "ends"),
            Err(payload) => {
                if !payload.is::<ForcedUnwind>() && !is_deadlock(&*payload) {
                    self.say(id, "panics");
                }
                panic::resume_unwind(payload);
            }
        }
        self.counted()
    }

    fn step(self: &Rc<World>, id: usize, op: &Op, held: &mut Held) {
        match op {
            Op::Yield | Op::Park | Op::Unpark(_) | Op::Panic => self.simple(id, op),
            Op::Spawn(script) => {
                let new = self.take_number();
                let (world, script, counted) = (Rc::clone(self), script.clone(), self.counted());
                let handle = spawn(move || {
                    let _captured = counted;
                    world.run_fiber(new, &script)
                });
                self.fibers.borrow_mut().push(handle.fiber().clone());
                held.handles.push(handle);
                self.say(id, &format!("spawns {new}"));
            }
            Op::Join(which) if !held.handles.is_empty() => {
                let index = which % held.handles.len();
                let handle = held.handles.remove(index);
                self.joins(id, handle.fiber());
                self.joined(id, handle.join());
            }
            Op::DropHandle(which) if !held.handles.is_empty() => {
                let index = which % held.handles.len();
                drop(held.handles.remove(index));
                self.say(id, "drops a handle");
            }
            Op::Scope { members, body } => self.scope(id, members, body),
            Op::Inner(script) => {
                let (world, script, counted) = (Rc::clone(self), script.clone(), self.counted());
                held.inner.push(Fiber::new(move |suspender, ()| {
                    let _captured = counted;
                    world.run_inner(id, &script, suspender)
                }));
            }
            Op::Resume(which) if !held.inner.is_empty() => {
                let index = which % held.inner.len();
                self.resume(id, index, &mut held.inner);
            }
            Op::DropInner(which) if !held.inner.is_empty() => {
                let index = which % held.inner.len();
                drop(held.inner.remove(index));
                self.say(id, "drops inner");
            }
            _ => {}
        }
    }

    /// What needs no place to hold anything.
    fn simple(&self, id: usize, op: &Op) {
        match op {
            Op::Yield => {
                self.say(id, "yields");
                yield_now();
            }
            Op::Park => {
                self.say(id, "parks");
                park();
                self.say(id, "unparked");
            }
            Op::Unpark(which) => {
                let other = which % self.fibers.borrow().len();
                self.say(id, &format!("unparks {other}"));
                self.fibers.borrow()[other].unpark();
            }
            Op::Panic => self.boom(),
            _ => unreachable!("it needs a place"),
        }
    }

    fn resume(&self, id: usize, index: usize, inner: &mut Vec<Inner>) {
        self.say(id, "resumes inner");
        match panic::catch_unwind(AssertUnwindSafe(|| inner[index].resume(()))) {
            Ok(FiberResult::Yield(())) => self.say(id, "inner suspends"),
            Ok(FiberResult::Return(_)) => {
                self.say(id, "inner ends");
                inner.remove(index);
            }
            Err(payload) if payload.is::<Boom>() => {
                self.say(id, "inner panics");
                inner.remove(index);
            }
            Err(payload) => panic::resume_unwind(payload),
        }
    }

    fn run_inner(&self, id: usize, script: &Script, suspender: &Suspender<(), ()>) -> Counted {
        let _local = self.counted();
        for op in script {
            match op {
                Op::Suspend => suspender.suspend(()),
                op => self.simple(id, op),
            }
        }
        self.counted()
    }

    fn joins(&self, id: usize, other: &FiberHandle) {
        let fibers = self.fibers.borrow();
        let number = fibers.iter().position(|fiber| fiber.id() == other.id());
        self.say(id, &format!("joins {}", number.expect("it is one of them")));
    }

    fn joined(&self, id: usize, end: thread::Result<Counted>) {
        self.say(
            id,
            if end.is_ok() {
                "joins ok"
            } else {
                "joins panic"
            },
        );
    }

    fn scope(self: &Rc<World>, id: usize, members: &[Script], body: &Script) {
        let end = panic::catch_unwind(AssertUnwindSafe(|| {
            scope(|scope| {
                let mut handles: Vec<ScopedJoinHandle<'_, Counted>> = members
                    .iter()
                    .map(|script| {
                        let (new, counted) = (self.take_number(), self.counted());
                        let handle = scope.spawn(move || {
                            let _captured = counted;
                            self.run_fiber(new, script)
                        });
                        self.fibers.borrow_mut().push(handle.fiber().clone());
                        handle
                    })
                    .collect();
                self.say(id, "opens a scope");
                for op in body {
                    match op {
                        Op::Join(which) if !handles.is_empty() => {
                            let handle = handles.remove(which % handles.len());
                            self.joins(id, handle.fiber());
                            self.joined(id, handle.join());
                        }
                        Op::Join(_) => {}
                        op => self.simple(id, op),
                    }
                }
            });
        }));
        match end {
            Ok(()) => self.say(id, "scope ends"),
            Err(payload) => {
                if payload.is::<&'static str>() {
                    self.say(id, "scope panics");
                }
                panic::resume_unwind(payload);
            }
        }
    }
}
