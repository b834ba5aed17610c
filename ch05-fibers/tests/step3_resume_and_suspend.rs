//! Step 3: a fiber is resumed and suspends, and neither side notices.
#![cfg(not(windows))]

#[path = "support/marks.rs"]
mod marks;
#[path = "support/panic_of.rs"]
mod panic_of;

use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::rc::Rc;

use ch05_fibers::{Fiber, FiberResult, Suspender};

use marks::{Marks, call_with_marks};
use panic_of::panic_of;

type Simple = Fiber<(), (), ()>;

/// What happened, in order.
#[derive(Clone, Default)]
struct Trace(Rc<RefCell<Vec<String>>>);

impl Trace {
    fn add(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

#[test]
fn nothing_of_a_fiber_runs_before_it_is_resumed() {
    let trace = Trace::default();
    let given = trace.clone();
    let mut fiber = Simple::new(move |_, ()| given.add("it runs"));
    assert_eq!(trace.take(), [""; 0], "the fiber has not been resumed");
    fiber.resume(());
    assert_eq!(trace.take(), ["it runs"], "the fiber has been resumed once");
}

#[test]
fn a_fiber_goes_on_where_it_has_suspended() {
    let trace = Trace::default();
    let given = trace.clone();
    let mut fiber = Simple::new(move |suspender, ()| {
        for turn in 1..=3 {
            given.add(format!("fiber {turn}"));
            suspender.suspend(());
        }
        given.add("fiber ends");
    });
    for turn in 1..=3 {
        trace.add(format!("thread {turn}"));
        assert_eq!(
            fiber.resume(()),
            FiberResult::Yield(()),
            "it suspends the {turn}. time"
        );
    }
    assert_eq!(
        fiber.resume(()),
        FiberResult::Return(()),
        "it has come to its end"
    );
    assert_eq!(
        trace.take(),
        [
            "thread 1",
            "fiber 1",
            "thread 2",
            "fiber 2",
            "thread 3",
            "fiber 3",
            "fiber ends"
        ],
        "each side goes on where it was left"
    );
}

#[test]
fn a_fiber_says_whether_it_has_begun_and_ended() {
    let mut fiber = Simple::new(|suspender, ()| suspender.suspend(()));
    let state = |fiber: &Simple| (fiber.started(), fiber.done());
    assert_eq!(
        state(&fiber),
        (false, false),
        "started and done, before the first `resume`"
    );
    fiber.resume(());
    assert_eq!(
        state(&fiber),
        (true, false),
        "started and done, when it has suspended"
    );
    fiber.resume(());
    assert_eq!(
        state(&fiber),
        (true, true),
        "started and done, when it has ended"
    );
}

#[test]
fn a_finished_fiber_cannot_be_resumed() {
    let mut fiber = Simple::new(|_, ()| ());
    fiber.resume(());
    assert!(
        fiber.done(),
        "the fiber has ended, and says that it is not done"
    );
    let said =
        panic_of(|| fiber.resume(())).expect_err("`resume` of a finished fiber has returned");
    assert_eq!(
        said, "`Fiber::resume` called on a finished fiber",
        "what `resume` of a finished fiber panics with"
    );
}

#[test]
fn a_fiber_suspends_from_deep_in_its_calls() {
    fn down(suspender: &Suspender<(), ()>, trace: &Trace, depth: u32) {
        if depth > 0 {
            down(suspender, trace, depth - 1);
            trace.add(depth.to_string());
            suspender.suspend(());
        }
    }
    let trace = Trace::default();
    let given = trace.clone();
    let mut fiber = Simple::new(move |suspender, ()| down(suspender, &given, 20));
    while !fiber.done() {
        fiber.resume(());
    }
    let expected: Vec<String> = (1..=20).map(|depth| depth.to_string()).collect();
    assert_eq!(trace.take(), expected);
}

#[test]
fn a_fiber_goes_back_to_whoever_resumed_it_last() {
    fn from_depth(fiber: &mut Simple, depth: u32) -> u32 {
        match depth {
            0 => {
                fiber.resume(());
                0
            }
            _ => black_box(from_depth(fiber, depth - 1)) + 1,
        }
    }
    let mut fiber = Simple::new(|suspender, ()| {
        for _ in 0..5 {
            suspender.suspend(());
        }
    });
    for depth in [0, 7, 3, 20, 1] {
        assert_eq!(
            from_depth(&mut fiber, depth),
            depth,
            "it was resumed {depth} calls deep"
        );
    }
}

#[test]
fn fibers_resume_fibers() {
    let trace = Trace::default();
    let given = trace.clone();
    let mut outer = Simple::new(move |outer, ()| {
        let inner_trace = given.clone();
        let mut inner = Simple::new(move |inner, ()| {
            inner_trace.add("inner 1");
            inner.suspend(());
            inner_trace.add("inner 2");
        });
        while !inner.done() {
            inner.resume(());
            given.add("outer");
            outer.suspend(());
        }
    });
    while !outer.done() {
        outer.resume(());
        trace.add("thread");
    }
    assert_eq!(
        trace.take(),
        [
            "inner 1", "outer", "thread", "inner 2", "outer", "thread", "thread"
        ]
    );
}

#[test]
fn a_resumer_keeps_its_registers() {
    extern "C" fn resume(fiber: *mut Simple) {
        // SAFETY: the fiber is the test's, which waits.
        unsafe { &mut *fiber }.resume(());
    }
    let mut fiber = Simple::new(|suspender, ()| {
        loop {
            call_with_marks(
                Marks::from(7000),
                suspend,
                (&raw const *suspender).cast_mut(),
            );
        }
    });
    for round in 1..=3 {
        let marks = Marks::from(10 * round);
        let kept = call_with_marks(marks, resume, &raw mut fiber);
        assert_eq!(
            kept, marks,
            "`resume` has changed registers that a function must give back"
        );
    }
    // It cannot be unwound through `call_with_marks`.
    std::mem::forget(fiber);
}

extern "C" fn suspend(suspender: *mut Suspender<(), ()>) {
    // SAFETY: the suspender is the fiber's, which waits.
    unsafe { &*suspender }.suspend(());
}

#[test]
fn a_fiber_keeps_its_registers() {
    let found = Rc::new(Cell::new([None; 3]));
    let seen = Rc::clone(&found);
    let mut fiber = Simple::new(move |suspender, ()| {
        let all = [100, 200, 300].map(|first| {
            let suspender = (&raw const *suspender).cast_mut();
            Some(call_with_marks(Marks::from(first), suspend, suspender))
        });
        seen.set(all);
    });
    extern "C" fn resume(fiber: *mut Simple) {
        // SAFETY: the fiber is the test's, which waits.
        unsafe { &mut *fiber }.resume(());
    }
    while !fiber.done() {
        call_with_marks(Marks::from(9000), resume, &raw mut fiber);
    }
    assert_eq!(
        found.get(),
        [100, 200, 300].map(|first| Some(Marks::from(first))),
        "`suspend` has changed registers that a function must give back"
    );
}

#[test]
fn variables_of_both_sides_are_as_they_were() {
    fn next(words: &mut [u64; 6], numbers: &mut [f64; 4]) {
        for index in 0..6 {
            words[index] = words[index]
                .wrapping_mul(31)
                .wrapping_add(words[(index + 1) % 6]);
        }
        for number in numbers {
            *number = *number * 1.5 + 1.0;
        }
    }
    fn expected(rounds: u32, first: u64) -> ([u64; 6], [f64; 4]) {
        let (mut words, mut numbers) = ([first; 6], [first as f64; 4]);
        (0..rounds).for_each(|_| next(&mut words, &mut numbers));
        (words, numbers)
    }
    let found = Rc::new(Cell::new(([0; 6], [0.0; 4])));
    let kept = Rc::clone(&found);
    let mut fiber = Simple::new(move |suspender, ()| {
        let (mut words, mut numbers) = ([3; 6], [3.0; 4]);
        for _ in 0..30 {
            next(&mut words, &mut numbers);
            suspender.suspend(());
        }
        kept.set((words, numbers));
    });
    let (mut words, mut numbers) = ([5; 6], [5.0; 4]);
    for _ in 0..31 {
        fiber.resume(());
        next(&mut words, &mut numbers);
    }
    assert_eq!(
        (words, numbers),
        expected(31, 5),
        "variables of who resumes"
    );
    assert_eq!(found.get(), expected(30, 3), "variables of the fiber");
}

#[test]
fn a_fibers_stack_is_aligned() {
    #[repr(align(16))]
    struct Aligned([u8; 16]);
    let found = Rc::new(Cell::new(1));
    let seen = Rc::clone(&found);
    let mut fiber = Simple::new(move |_, ()| {
        let local = black_box(Aligned([0; 16]));
        seen.set((&raw const black_box(&local).0).addr() % 16);
    });
    fiber.resume(());
    assert_eq!(
        found.get(),
        0,
        "a variable that is aligned to 16 is off by so much: so is the stack"
    );
}

#[test]
fn a_thousand_fibers_take_turns() {
    let count = Rc::new(Cell::new(0_u64));
    let mut fibers: Vec<Simple> = (0..1000)
        .map(|number| {
            let count = Rc::clone(&count);
            Simple::new(move |suspender, ()| {
                for turn in 0..10 {
                    count.set(count.get() + number * turn);
                    suspender.suspend(());
                }
            })
        })
        .collect();
    while fibers.iter().any(|fiber| !fiber.done()) {
        for fiber in fibers.iter_mut().filter(|fiber| !fiber.done()) {
            fiber.resume(());
        }
    }
    assert_eq!(count.get(), (0..1000).sum::<u64>() * 45);
}
