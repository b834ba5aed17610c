//! Random trees of fibers that resume fibers: wherever one is left, each value is dropped once, and the values that
//! cross are those that were sent.

use std::cell::Cell;
use std::env;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use ch05_fibers::{Fiber, FiberResult, ForcedUnwind, Suspender};
use proptest::collection::vec;
use proptest::prelude::*;

/// What a fiber does, one after the other. A number picks one of its children, and wraps around.
#[derive(Debug, Clone)]
enum Op {
    Make(Vec<Op>),
    Resume(usize),
    Drop(usize),
    Force(usize),
    Suspend,
    /// From some calls deeper.
    SuspendDeep(u8),
    /// Catches its end, and passes it on.
    SuspendCaught,
    Panic,
}

fn script() -> impl Strategy<Value = Vec<Op>> {
    fn simple() -> impl Strategy<Value = Op> {
        prop_oneof![
            6 => any::<usize>().prop_map(Op::Resume),
            1 => any::<usize>().prop_map(Op::Drop),
            1 => any::<usize>().prop_map(Op::Force),
            3 => Just(Op::Suspend),
            2 => (1..20_u8).prop_map(Op::SuspendDeep),
            1 => Just(Op::SuspendCaught),
            1 => Just(Op::Panic),
        ]
    }
    vec(simple(), 0..6).prop_recursive(4, 64, 8, |script| {
        vec(
            prop_oneof![3 => simple(), 2 => script.prop_map(Op::Make)],
            0..9,
        )
    })
}

// ------------------------------------------------------------------------------------------ the model

/// What a script comes to when it is resumed, with how many values it has received by then.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stop {
    Suspended(u64),
    Returned(u64),
    Panicked,
}

struct Model {
    script: Vec<Op>,
    next: usize,
    received: u64,
    children: Vec<Model>,
}

impl Model {
    fn new(script: Vec<Op>) -> Model {
        Model {
            script,
            next: 0,
            received: 0,
            children: Vec::new(),
        }
    }

    fn resume(&mut self, stops: &mut Vec<Stop>) -> Stop {
        self.received += 1;
        while let Some(op) = self.script.get(self.next).cloned() {
            self.next += 1;
            let count = self.children.len();
            match op {
                Op::Make(script) => self.children.push(Model::new(script)),
                Op::Resume(which) if count > 0 => {
                    let index = which % count;
                    let stop = self.children[index].resume(stops);
                    stops.push(stop);
                    if !matches!(stop, Stop::Suspended(_)) {
                        self.children.remove(index);
                    }
                }
                Op::Drop(which) | Op::Force(which) if count > 0 => {
                    self.children.remove(which % count);
                }
                Op::Suspend | Op::SuspendDeep(_) | Op::SuspendCaught => {
                    return Stop::Suspended(self.received);
                }
                Op::Panic => return Stop::Panicked,
                _ => {}
            }
        }
        Stop::Returned(self.received)
    }
}

// ------------------------------------------------------------------------------------------ the real ones

#[derive(Clone, Default)]
struct Counts {
    made: Rc<Cell<u64>>,
    dropped: Rc<Cell<u64>>,
}

/// One of what is counted, larger than a register.
struct Counted {
    counts: Counts,
    value: u64,
    _filling: [u64; 4],
}

impl Counts {
    fn make(&self, value: u64) -> Counted {
        self.made.set(self.made.get() + 1);
        Counted {
            counts: self.clone(),
            value,
            _filling: [value; 4],
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let dropped = &self.counts.dropped;
        dropped.set(dropped.get() + 1);
    }
}

struct Boom;

type Child = Fiber<Counted, Counted, Counted>;
type Stops = Rc<std::cell::RefCell<Vec<Stop>>>;

fn fiber(script: Vec<Op>, counts: &Counts, stops: &Stops) -> Child {
    let (counts, stops, captured) = (counts.clone(), Rc::clone(stops), counts.make(0));
    Fiber::new(move |suspender: &Suspender<_, _>, first: Counted| {
        let _captured = captured;
        let mut received = first.value;
        drop(first);
        let mut children: Vec<Child> = Vec::new();
        for op in &script {
            let count = children.len();
            match op {
                Op::Make(script) => children.push(fiber(script.clone(), &counts, &stops)),
                Op::Resume(which) if count > 0 => {
                    let index = which % count;
                    let stop = resume(&mut children[index], &counts);
                    stops.borrow_mut().push(stop);
                    if !matches!(stop, Stop::Suspended(_)) {
                        assert!(children.remove(index).done());
                    }
                }
                Op::Drop(which) if count > 0 => drop(children.remove(which % count)),
                Op::Force(which) if count > 0 => {
                    let mut child = children.remove(which % count);
                    child.force_unwind();
                    assert!(child.done());
                }
                Op::Suspend => received += suspend(suspender, received, 0, &counts),
                Op::SuspendDeep(depth) => received += suspend(suspender, received, *depth, &counts),
                Op::SuspendCaught => {
                    let body = AssertUnwindSafe(|| suspend(suspender, received, 1, &counts));
                    match panic::catch_unwind(body) {
                        Ok(more) => received += more,
                        Err(payload) => {
                            assert!(payload.is::<ForcedUnwind>());
                            panic::resume_unwind(payload);
                        }
                    }
                }
                Op::Panic => panic::resume_unwind(Box::new(Boom)),
                _ => {}
            }
        }
        counts.make(received)
    })
}

fn suspend(suspender: &Suspender<Counted, Counted>, value: u64, depth: u8, counts: &Counts) -> u64 {
    let local = counts.make(u64::from(depth));
    let answer = match depth {
        0 => suspender.suspend(counts.make(value)).value,
        _ => suspend(suspender, value, depth - 1, counts),
    };
    assert_eq!(local.value, u64::from(depth));
    answer
}

fn resume(child: &mut Child, counts: &Counts) -> Stop {
    let sent = counts.make(1);
    match panic::catch_unwind(AssertUnwindSafe(|| child.resume(sent))) {
        Ok(FiberResult::Yield(value)) => Stop::Suspended(value.value),
        Ok(FiberResult::Return(value)) => Stop::Returned(value.value),
        Err(payload) if payload.is::<Boom>() => Stop::Panicked,
        Err(payload) => panic::resume_unwind(payload),
    }
}

/// The long version is asked for by `FIBERS_CASES`.
fn cases() -> u32 {
    let asked = env::var("FIBERS_CASES").ok();
    asked.map_or(500, |text| text.parse().expect("a number"))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn trees_of_fibers_stop_where_they_should_and_drop_each_value_once(
        script in script(),
        resumes in 0..6_usize,
    ) {
        let (mut expected, mut model) = (Vec::new(), Model::new(script.clone()));
        let (counts, stops) = (Counts::default(), Stops::default());
        let mut root = fiber(script, &counts, &stops);
        for _ in 0..resumes {
            let stop = model.resume(&mut expected);
            expected.push(stop);
            let really = resume(&mut root, &counts);
            stops.borrow_mut().push(really);
            if root.done() {
                break;
            }
        }
        drop(root);
        prop_assert_eq!(&*stops.borrow(), &expected);
        prop_assert_eq!(counts.dropped.get(), counts.made.get());
    }
}
