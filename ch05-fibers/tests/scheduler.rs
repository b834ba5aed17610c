//! What the scheduler promises: whose turn it is, and what a wait ends by.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch05_fibers::{
    Builder, FiberHandle, GuardKind, Observer, Stop, Why, current, observe, park, park_timeout,
    scope, sleep, spawn, yield_now,
};

#[path = "support/noisy.rs"]
mod noisy;
#[path = "support/payload.rs"]
mod payload;
#[path = "support/trace.rs"]
mod trace;
#[path = "support/words.rs"]
mod words;

use self::noisy::Noisy;
use self::payload::panic_of;
use self::trace::Trace;
use self::words::words;

#[test]
fn fibers_take_turns_in_the_order_in_which_they_came() {
    let trace = Trace::default();
    let fibers: Vec<_> = ["a", "b", "c"]
        .map(|name| {
            let trace = trace.clone();
            spawn(move || {
                for turn in 1..=2 {
                    trace.add(format!("{name}{turn}"));
                    yield_now();
                }
            })
        })
        .into();
    trace.add("root");
    for fiber in fibers {
        fiber.join().expect("it does not panic");
    }
    assert_eq!(trace.take(), ["root", "a1", "b1", "c1", "a2", "b2", "c2"]);
}

#[test]
fn the_thread_has_its_turn_like_a_fiber() {
    let trace = Trace::default();
    let given = trace.clone();
    let fiber = spawn(move || {
        for turn in 1..=3 {
            given.add(format!("fiber {turn}"));
            yield_now();
        }
    });
    for turn in 1..=2 {
        trace.add(format!("thread {turn}"));
        yield_now();
    }
    trace.add("join");
    fiber.join().expect("it does not panic");
    assert_eq!(
        trace.take(),
        [
            "thread 1", "fiber 1", "thread 2", "fiber 2", "join", "fiber 3"
        ]
    );
}

#[test]
fn a_hundred_thousand_fibers_yield_ten_times_in_order() {
    const TURNS: u32 = 10;
    // As many as the system's guards allow.
    let count = match GuardKind::of_system() {
        GuardKind::Marker => 100_000,
        _ => 10_000,
    };
    // The next number that is due: fiber f's turn t has number t * count + f.
    let due = Rc::new(Cell::new(0));
    let fibers: Vec<_> = (0..count)
        .map(|index| {
            let due = Rc::clone(&due);
            let body = move || {
                for turn in 0..TURNS {
                    assert_eq!(due.get(), turn * count + index);
                    due.set(due.get() + 1);
                    yield_now();
                }
            };
            Builder::new()
                .stack_size(16 * 1024)
                .spawn(body)
                .expect("there is memory")
        })
        .collect();
    for fiber in fibers {
        fiber.join().expect("it does not panic");
    }
    assert_eq!(due.get(), count * TURNS);
}

#[test]
fn join_gives_the_value_or_the_panic() {
    let (value, panic) = (spawn(|| 7), spawn(|| -> u32 { panic!("no {}", 7) }));
    let other = spawn(|| "unharmed");
    assert_eq!(value.join().expect("it does not panic"), 7);
    let payload = panic.join().expect_err("it panics");
    assert_eq!(words(&*payload), "no 7");
    assert_eq!(other.join().expect("it does not panic"), "unharmed");
}

#[test]
fn a_fiber_joins_a_fiber() {
    let fiber = spawn(|| {
        let inner = spawn(|| {
            yield_now();
            5
        });
        inner.join().expect("it does not panic") + 1
    });
    assert!(!fiber.is_finished());
    assert_eq!(fiber.join().expect("it does not panic"), 6);
}

#[test]
fn a_fiber_whose_handle_is_dropped_goes_on() {
    let ran = Rc::new(Cell::new(false));
    let seen = Rc::clone(&ran);
    drop(spawn(move || {
        yield_now();
        seen.set(true);
    }));
    yield_now();
    assert!(!ran.get());
    yield_now();
    assert!(ran.get());
}

#[test]
fn an_unpark_ends_a_park() {
    let trace = Trace::default();
    let given = trace.clone();
    let fiber = spawn(move || {
        given.add("parks");
        park();
        given.add("goes on");
    });
    yield_now();
    yield_now();
    trace.add("unparks");
    fiber.fiber().unpark();
    fiber.join().expect("it does not panic");
    assert_eq!(trace.take(), ["parks", "unparks", "goes on"]);
}

#[test]
fn an_unpark_before_the_park_is_not_lost_and_two_are_as_one() {
    let turns = Rc::new(Cell::new(0));
    let seen = Rc::clone(&turns);
    let fiber = spawn(move || {
        park();
        seen.set(1);
        park();
        seen.set(2);
    });
    fiber.fiber().unpark();
    fiber.fiber().unpark();
    yield_now();
    assert_eq!(turns.get(), 1);
    yield_now();
    assert_eq!(turns.get(), 1);
    fiber.fiber().unpark();
    fiber.join().expect("it does not panic");
    assert_eq!(turns.get(), 2);
}

#[test]
fn an_unpark_does_not_end_a_sleep() {
    let start = Instant::now();
    let fiber = spawn(|| sleep(Duration::from_millis(30)));
    yield_now();
    fiber.fiber().unpark();
    fiber.join().expect("it does not panic");
    assert!(start.elapsed() >= Duration::from_millis(30));
}

#[test]
fn a_park_with_a_time_ends_by_itself_or_earlier() {
    let start = Instant::now();
    park_timeout(Duration::from_millis(20));
    assert!(start.elapsed() >= Duration::from_millis(20));

    let fiber = spawn(|| park_timeout(Duration::from_secs(3600)));
    yield_now();
    fiber.fiber().unpark();
    fiber.join().expect("it does not panic");
}

#[test]
fn sleepers_wake_in_the_order_of_their_times() {
    let woken = Rc::new(RefCell::new(Vec::new()));
    let fibers = [30, 10, 20].map(|ms| {
        let woken = Rc::clone(&woken);
        spawn(move || {
            let before = Instant::now() + Duration::from_millis(ms);
            sleep(Duration::from_millis(ms));
            assert!(Instant::now() >= before);
            woken.borrow_mut().push(before);
        })
    });
    for fiber in fibers {
        fiber.join().expect("it does not panic");
    }
    assert!(woken.borrow().is_sorted(), "{woken:?}");
    assert_eq!(woken.borrow().len(), 3);
}

#[test]
fn a_sleeper_wakes_although_others_never_stop_yielding() {
    let awake = Rc::new(Cell::new(false));
    let seen = Rc::clone(&awake);
    let sleeper = spawn(move || {
        sleep(Duration::from_millis(1));
        seen.set(true);
    });
    let restless = spawn(move || {
        while !awake.get() {
            yield_now();
        }
    });
    restless.join().expect("it does not panic");
    sleeper.join().expect("it does not panic");
}

#[test]
fn a_thread_that_only_yields_lets_sleepers_wake() {
    let awake = Rc::new(Cell::new(false));
    let seen = Rc::clone(&awake);
    let sleeper = spawn(move || {
        sleep(Duration::from_millis(1));
        seen.set(true);
    });
    while !awake.get() {
        yield_now();
    }
    sleeper.join().expect("it does not panic");
}

#[test]
fn a_deadlock_is_reported_with_all_names() {
    let parked = Builder::new()
        .name("parked".to_owned())
        .spawn(park)
        .expect("there is memory");
    let unnamed = spawn(|| {
        drop(parked.join());
    });
    let payload = panic_of(|| unnamed.join());
    let lines: Vec<&str> = words(&*payload).lines().map(str::trim).collect();
    assert_eq!(
        lines[0],
        "deadlock: no fiber of this thread can run, and nothing will wake one"
    );
    assert!(
        lines[1].ends_with("waits for the end of fiber 2"),
        "{lines:?}"
    );
    assert_eq!(
        lines[2..],
        [
            "`parked` is parked",
            "fiber 2 waits for the end of `parked`"
        ]
    );
}

#[test]
fn a_thread_goes_on_after_a_deadlock() {
    let fiber = spawn(park);
    let handle = fiber.fiber().clone();
    panic_of(|| fiber.join());
    panic_of(park);
    handle.unpark();
    assert_eq!(spawn(|| 3).join().expect("it does not panic"), 3);
}

#[test]
fn a_fiber_knows_its_name_and_number() {
    let fiber = Builder::new()
        .name("ä b".to_owned())
        .spawn(current)
        .expect("there is memory");
    let (id, root) = (fiber.fiber().id(), current());
    let own = fiber.join().expect("it does not panic");
    assert_eq!((own.id(), own.name()), (id, Some("ä b")));
    assert_ne!(root.id(), id);
}

#[test]
fn a_stack_too_small_is_an_error() {
    let error = Builder::new()
        .stack_size(100)
        .spawn(|| ())
        .expect_err("it is too small");
    assert_eq!(
        error.to_string(),
        "stack of 100 bytes is too small: a fiber needs 4096"
    );
}

#[test]
fn the_end_of_a_thread_drops_its_fibers() {
    let (sender, dropped) = std::sync::mpsc::channel();
    struct Tell(std::sync::mpsc::Sender<&'static str>, &'static str);
    impl Drop for Tell {
        fn drop(&mut self) {
            self.0.send(self.1).expect("someone listens");
        }
    }
    let thread = std::thread::spawn(move || {
        let (parked, queued) = (Tell(sender.clone(), "parked"), Tell(sender, "never run"));
        spawn(move || {
            let _parked = parked;
            park();
        });
        yield_now();
        spawn(move || drop(queued));
    });
    thread.join().expect("it does not panic");
    assert_eq!(dropped.iter().collect::<Vec<_>>(), ["parked", "never run"]);
}

#[test]
fn fibers_of_a_scope_borrow_and_end_with_it() {
    let (words, total) = (["one", "three"], Cell::new(0));
    scope(|scope| {
        for word in &words {
            let total = &total;
            scope.spawn(move || {
                yield_now();
                total.set(total.get() + word.len());
            });
        }
        assert_eq!(total.get(), 0);
    });
    assert_eq!(total.get(), 8);
}

#[test]
fn a_scope_panics_for_a_fiber_that_nobody_joins() {
    let payload = panic_of(|| {
        scope(|scope| {
            scope.spawn(|| panic!("unseen"));
        });
    });
    assert_eq!(words(&*payload), "a fiber of the scope panicked");

    scope(|scope| {
        let seen = scope.spawn(|| panic!("seen")).join();
        assert_eq!(words(&*seen.expect_err("it panics")), "seen");
    });
}

#[test]
fn a_scope_whose_fibers_cannot_go_on_drops_them_and_says_so() {
    let trace = Trace::default();
    let payload = panic_of(|| {
        scope(|scope| {
            let trace = &trace;
            let body = move || {
                let _noisy = Noisy(trace.clone(), "stuck");
                park();
            };
            Builder::new()
                .name("stuck".to_owned())
                .spawn_scoped(scope, body)
                .expect("there is memory");
        });
    });
    assert!(
        words(&*payload).contains("`stuck` is parked"),
        "{}",
        words(&*payload)
    );
    assert_eq!(trace.take(), ["drop stuck"]);
}

#[test]
fn a_scope_in_a_fiber_that_is_dropped_drops_its_fibers_first() {
    let trace = Trace::default();
    let given = trace.clone();
    scope(|outer| {
        outer.spawn(|| {
            let given = &given;
            let _outer = Noisy(given.clone(), "outer");
            let borrowed = Noisy(given.clone(), "borrowed");
            let result = panic::catch_unwind(AssertUnwindSafe(|| {
                scope(|inner| {
                    inner.spawn(|| {
                        let _inner = Noisy(given.clone(), "inner");
                        let _ = &borrowed;
                        yield_now();
                    });
                    yield_now();
                    panic!("in the scope");
                });
            }));
            assert_eq!(words(&*result.expect_err("it panics")), "in the scope");
        });
    });
    assert_eq!(trace.take(), ["drop inner", "drop borrowed", "drop outer"]);
}

#[test]
fn an_observer_is_told_each_turn() {
    struct Told(Trace);
    impl Observer for Told {
        fn spawned(&self, fiber: &FiberHandle) {
            self.0
                .add(format!("{} spawned", fiber.name().expect("it has one")));
        }
        fn resumed(&self, fiber: &FiberHandle) {
            self.0
                .add(format!("{} resumed", fiber.name().expect("it has one")));
        }
        fn stopped(&self, fiber: &FiberHandle, why: Stop) {
            self.0
                .add(format!("{} {why:?}", fiber.name().expect("it has one")));
        }
        fn woken(&self, fiber: &FiberHandle) {
            self.0
                .add(format!("{} woken", fiber.name().expect("it has one")));
        }
    }
    let trace = Trace::default();
    observe(Some(Rc::new(Told(trace.clone()))));
    let fiber = Builder::new().name("a".to_owned()).spawn(|| {
        yield_now();
        sleep(Duration::from_micros(1));
        park();
    });
    let fiber = fiber.expect("there is memory");
    let sleeps = format!("a {:?}", Stop::Waits(Why::Sleeping));
    let parks = format!("a {:?}", Stop::Waits(Why::Parked));
    let mut told = Vec::new();
    while told.last() != Some(&parks) {
        yield_now();
        told.append(&mut trace.take());
    }
    fiber.fiber().unpark();
    // The thread's own wait is not told of.
    fiber.join().expect("it does not panic");
    observe(None);
    let expected = [
        "a spawned",
        "a resumed",
        "a Yielded",
        "a resumed",
        &sleeps,
        "a woken",
        "a resumed",
        &parks,
        "a woken",
        "a resumed",
        "a Finished",
    ];
    told.append(&mut trace.take());
    assert_eq!(told, expected);
}
