//! What a hostile program does to the scheduler, and what it cannot do.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::process::Command;
use std::rc::Rc;
use std::sync::mpsc;
use std::time::Duration;
use std::{env, process, thread};

use ch05_fibers::{
    Builder, Fiber, FiberHandle, FiberResult, ForcedUnwind, Observer, StackPool, Stop, Suspender,
    current, observe, park, scope, scoped, sleep, spawn, yield_now,
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

/// Does something when it is dropped.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Whether fibers take turns with the thread, as ever.
#[track_caller]
fn assert_the_scheduler_goes_on() {
    let (trace, given) = (Trace::default(), Trace::default());
    let seen = trace.clone();
    let fiber = spawn(move || {
        seen.add("fiber 1");
        yield_now();
        seen.add("fiber 2");
        drop(given);
    });
    trace.add("thread 1");
    yield_now();
    trace.add("thread 2");
    fiber.join().expect("it does not panic");
    assert_eq!(trace.take(), ["thread 1", "fiber 1", "thread 2", "fiber 2"]);
}

// ------------------------------------------------------------------------------------------ the loop

#[test]
fn a_sleeper_that_is_due_when_the_clock_is_looked_at_in_passing_is_no_deadlock() {
    let sleeper = spawn(|| {
        for _ in 0..1000 {
            sleep(Duration::ZERO);
        }
    });
    sleeper.join().expect("it does not panic");
}

#[test]
fn a_cancelled_fiber_in_the_queue_gets_no_turn() {
    struct Told(Trace);
    impl Observer for Told {
        fn resumed(&self, fiber: &FiberHandle) {
            let name = fiber.name().unwrap_or("unnamed");
            self.0.add(format!("{name} resumed"));
        }
        fn stopped(&self, fiber: &FiberHandle, why: Stop) {
            let name = fiber.name().unwrap_or("unnamed");
            self.0.add(format!("{name} {why:?}"));
        }
    }
    let trace = Trace::default();
    let payload = panic_of(|| {
        scope(|scope| {
            // Dropped at the deadlock; its destructor wakes the one that is dropped next.
            let second = Rc::new(RefCell::new(None::<FiberHandle>));
            let woken = Rc::clone(&second);
            scope.spawn(move || {
                let _wakes = OnDrop(|| {
                    let handle = woken.borrow();
                    handle.as_ref().expect("it is set").unpark();
                });
                park();
            });
            let queued = Builder::new()
                .name("queued".to_owned())
                .spawn_scoped(scope, park)
                .expect("there is memory");
            second.replace(Some(queued.fiber().clone()));
        });
    });
    assert!(words(&*payload).starts_with("deadlock"));
    observe(Some(Rc::new(Told(trace.clone()))));
    assert_the_scheduler_goes_on();
    observe(None);
    let told = trace.take();
    assert!(!told.iter().any(|line| line.contains("queued")), "{told:?}");
}

// ------------------------------------------------------------------------------------------ panics that nobody wants

struct PanicsOnDrop;

impl Drop for PanicsOnDrop {
    fn drop(&mut self) {
        panic!("in a destructor");
    }
}

#[test]
fn a_value_whose_destructor_panics_harms_no_other_fiber() {
    let other = spawn(|| {
        yield_now();
        7
    });
    drop(spawn(|| PanicsOnDrop));
    assert_eq!(other.join().expect("it does not panic"), 7);
    assert_the_scheduler_goes_on();
}

#[test]
fn a_scope_is_told_of_a_value_whose_destructor_panics() {
    let payload = panic_of(|| scope(|scope| drop(scope.spawn(|| PanicsOnDrop))));
    assert_eq!(words(&*payload), "a fiber of the scope panicked");
    assert_the_scheduler_goes_on();
}

#[test]
fn who_passes_on_that_another_fiber_was_dropped_ends_like_by_any_panic() {
    let payload = Rc::new(RefCell::new(None));
    let kept = Rc::clone(&payload);
    let mut fiber = Fiber::<(), (), ()>::new(move |suspender, ()| {
        let end = panic::catch_unwind(AssertUnwindSafe(|| suspender.suspend(())));
        kept.replace(end.err());
    });
    fiber.resume(());
    drop(fiber);
    let forced = payload.take().expect("it was dropped");

    let stray = spawn(move || -> u32 { panic::resume_unwind(forced) });
    let end = stray.join().expect_err("it panics");
    assert!(end.is::<ForcedUnwind>());
    assert_the_scheduler_goes_on();
}

#[test]
fn a_scope_drops_all_its_fibers_though_the_end_of_one_panics() {
    let trace = Trace::default();
    let payload = panic_of(|| {
        scope(|scope| {
            let trace = &trace;
            scope.spawn(|| {
                drop(panic::catch_unwind(park));
                PanicsOnDrop
            });
            scope.spawn(move || {
                let _noisy = Noisy(trace.clone(), "second");
                park();
            });
        });
    });
    assert!(words(&*payload).starts_with("deadlock"));
    assert_eq!(trace.take(), ["drop second"]);
    assert_the_scheduler_goes_on();
}

#[test]
fn a_scope_that_is_dropped_drops_all_its_fibers_though_the_end_of_one_panics() {
    let (sender, dropped) = mpsc::channel();
    let thread = thread::spawn(move || {
        spawn(move || {
            let (inner, outer) = (sender.clone(), sender);
            let borrowed = OnDrop(move || outer.send("borrowed").expect("someone listens"));
            scope(|scope| {
                let panics = PanicsOnDrop;
                scope.spawn(move || drop(panics));
                let (borrowed, inner) = (&borrowed, &inner);
                let borrows = OnDrop(move || {
                    let _ = borrowed;
                    inner.send("borrows").expect("someone listens");
                });
                scope.spawn(move || drop(borrows));
                park();
            });
        });
        yield_now();
    });
    thread.join().expect("it does not panic");
    assert_eq!(dropped.iter().collect::<Vec<_>>(), ["borrows", "borrowed"]);
}

#[test]
fn a_thread_ends_though_a_fiber_that_has_not_begun_panics_when_it_is_dropped() {
    let (sender, dropped) = mpsc::channel();
    let thread = thread::spawn(move || {
        let panics = PanicsOnDrop;
        spawn(move || drop(panics));
        let last = OnDrop(move || sender.send(()).expect("someone listens"));
        spawn(move || drop(last));
    });
    thread.join().expect("it does not panic");
    assert_eq!(dropped.iter().count(), 1);
}

#[test]
fn a_stack_goes_back_though_what_the_fiber_returns_panics_when_it_is_dropped() {
    let pool = StackPool::new(64 * 1024).expect("the size is large enough");
    let stack = pool.take().expect("there is memory");
    let mut fiber = Fiber::<(), (), PanicsOnDrop, _>::with_stack(stack, |suspender, ()| {
        drop(panic::catch_unwind(AssertUnwindSafe(|| {
            suspender.suspend(())
        })));
        PanicsOnDrop
    });
    fiber.resume(());
    let payload = panic_of(|| drop(fiber));
    assert_eq!(words(&*payload), "in a destructor");
    assert_eq!(pool.idle(), pool.capacity());
}

// ------------------------------------------------------------------------------------------ destructors that wait

#[test]
fn a_destructor_may_yield_while_its_fiber_panics() {
    let trace = Trace::default();
    let (one, two) = (trace.clone(), trace.clone());
    let panics = spawn(move || {
        let _yields = OnDrop(|| {
            one.add("unwinds");
            yield_now();
            one.add("goes on");
        });
        panic!("first");
    });
    let other = spawn(move || {
        two.add("other");
        let caught = panic_of(|| panic!("second"));
        assert_eq!(words(&*caught), "second");
    });
    let payload: Box<_> = panics.join().expect_err("it panics");
    assert_eq!(words(&*payload), "first");
    other.join().expect("it does not panic");
    assert_eq!(trace.take(), ["unwinds", "other", "goes on"]);
    assert!(!thread::panicking());
}

#[test]
fn destructors_of_fibers_that_a_scope_drops_may_yield_spawn_and_sleep() {
    let trace = Trace::default();
    let payload = panic_of(|| {
        scope(|scope| {
            let trace = &trace;
            scope.spawn(move || {
                let _waits = OnDrop(|| {
                    yield_now();
                    sleep(Duration::ZERO);
                    let sum = spawn(|| 3).join().expect("it does not panic") + 1;
                    trace.add(format!("waited for {sum}"));
                });
                park();
            });
            scope.spawn(move || {
                let _noisy = Noisy(trace.clone(), "second");
                park();
            });
        });
    });
    assert!(words(&*payload).starts_with("deadlock"));
    assert_eq!(trace.take(), ["waited for 4", "drop second"]);
    assert_the_scheduler_goes_on();
}

#[test]
fn a_destructor_of_a_fiber_that_a_scope_drops_may_open_a_scope() {
    let (sum, log) = (Cell::new(0), Trace::default());
    let payload = panic_of(|| {
        scope(|outer| {
            let begun = OnDrop(|| {
                scope(|inner| drop(inner.spawn(|| sum.set(sum.get() + 1))));
            });
            outer.spawn(move || {
                let _begun = begun;
                park();
            });
        });
    });
    assert!(words(&*payload).starts_with("deadlock"));
    scope(|scope| drop(scope.spawn(|| log.add("later"))));
    assert_eq!((sum.get(), log.take()), (1, vec!["later".to_owned()]));
}

#[test]
fn destructors_at_the_end_of_a_thread_may_yield_spawn_and_sleep() {
    let (sender, told) = mpsc::channel();
    let thread = thread::spawn(move || {
        spawn(move || {
            let _waits = OnDrop(|| {
                yield_now();
                sleep(Duration::ZERO);
                let sum = spawn(|| 3).join().expect("it does not panic") + 1;
                sender.send(sum).expect("someone listens");
            });
            park();
        });
        yield_now();
    });
    thread.join().expect("it does not panic");
    assert_eq!(told.iter().collect::<Vec<_>>(), [4]);
}

#[test]
fn a_thread_that_ends_with_a_sleeper_leaves_nothing() {
    struct Held {
        _sender: mpsc::Sender<()>,
    }
    impl Observer for Held {}
    let (sender, held) = mpsc::channel();
    let thread = thread::spawn(move || {
        observe(Some(Rc::new(Held { _sender: sender })));
        spawn(|| sleep(Duration::from_secs(3600)));
        yield_now();
    });
    thread.join().expect("it does not panic");
    // The observer is dropped with the scheduler, so nobody can send any more.
    assert_eq!(held.try_recv(), Err(mpsc::TryRecvError::Disconnected));
}

// ------------------------------------------------------------------------------------------ the end of the process

fn run(case: &str) -> process::Output {
    Command::new(env::current_exe().expect("a program knows itself"))
        .args(["--exact", case, "--ignored", "--nocapture"])
        .output()
        .expect("it starts again")
}

#[test]
fn a_fiber_may_exit_the_process() {
    let output = run("exit_in_a_fiber");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(42), "{said}");
    assert!(said.is_empty(), "{said}");
}

#[test]
#[ignore = "a process of another test"]
fn exit_in_a_fiber() {
    spawn(|| {
        let _parked = OnDrop(|| eprintln!("dropped"));
        park();
    });
    let exits = spawn(|| {
        yield_now();
        process::exit(42);
    });
    drop(exits.join());
}

#[test]
fn a_destructor_of_a_fiber_may_exit_the_process() {
    let output = run("exit_in_a_destructor");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(42), "{said}");
}

#[test]
#[ignore = "a process of another test"]
fn exit_in_a_destructor() {
    scope(|scope| {
        scope.spawn(|| {
            let _exits = OnDrop(|| process::exit(42));
            park();
        });
    });
}

// ------------------------------------------------------------------------------------------ observers

/// Calls `then` once, where it is told of `when`.
struct Once<F: Fn()> {
    when: &'static str,
    then: F,
    is_done: Cell<bool>,
}

impl<F: Fn()> Once<F> {
    fn new(when: &'static str, then: F) -> Rc<Once<F>> {
        Rc::new(Once {
            when,
            then,
            is_done: Cell::new(false),
        })
    }

    fn told(&self, what: &str) {
        if what == self.when && !self.is_done.replace(true) {
            (self.then)();
        }
    }
}

impl<F: Fn()> Observer for Once<F> {
    fn spawned(&self, _: &FiberHandle) {
        self.told("spawned");
    }
    fn resumed(&self, _: &FiberHandle) {
        self.told("resumed");
    }
    fn stopped(&self, _: &FiberHandle, why: Stop) {
        match why {
            Stop::Yielded => self.told("yielded"),
            Stop::Waits(_) => self.told("waits"),
            Stop::Finished => self.told("finished"),
            _ => {}
        }
    }
}

const MOMENTS: [&str; 5] = ["spawned", "resumed", "yielded", "waits", "finished"];

/// A fiber that yields and parks, and one that wakes it.
fn all_moments() -> u32 {
    let parks = spawn(|| {
        yield_now();
        park();
        5
    });
    let handle = parks.fiber().clone();
    let wakes = spawn(move || {
        yield_now();
        yield_now();
        handle.unpark();
    });
    wakes.join().expect("it does not panic");
    parks.join().expect("it does not panic")
}

#[test]
fn a_panic_of_an_observer_comes_out_of_the_thread_and_no_fiber_is_lost() {
    for when in MOMENTS {
        let ended = Rc::new(Cell::new(0));
        let seen = Rc::clone(&ended);
        let fiber = spawn(move || {
            let sum = all_moments();
            seen.set(sum);
        });
        observe(Some(Once::new(when, || panic!("told"))));
        let end = panic::catch_unwind(AssertUnwindSafe(|| {
            while ended.get() == 0 && !fiber.is_finished() {
                yield_now();
            }
        }));
        observe(None);
        if when == "spawned" {
            // It is the fiber's own call that panics.
            assert!(end.is_ok());
            let payload = fiber.join().expect_err("it panics");
            assert_eq!(words(&*payload), "told");
        } else {
            assert_eq!(words(&*end.expect_err("it panics")), "told", "{when}");
            fiber.join().expect("it does not panic");
            assert_eq!(ended.get(), 5, "{when}");
        }
        assert_the_scheduler_goes_on();
    }
}

#[test]
fn a_scope_ends_all_its_fibers_though_the_observer_panics_when_one_is_made() {
    let dropped = Trace::default();
    observe(Some(Once::new("spawned", || panic!("told"))));
    let payload = panic_of(|| {
        scope(|scope| {
            let noisy = Noisy(dropped.clone(), "captured");
            scope.spawn(move || drop(noisy));
        });
    });
    observe(None);
    assert_eq!(words(&*payload), "told");
    assert_eq!(dropped.take(), ["drop captured"]);
    assert_the_scheduler_goes_on();
}

#[test]
fn an_observer_that_waits_is_told_that_it_cannot() {
    for wait in [yield_now, park, || sleep(Duration::ZERO)] {
        observe(Some(Once::new("resumed", wait)));
        let fiber = spawn(|| 3);
        let payload = panic_of(yield_now);
        observe(None);
        assert_eq!(
            words(&*payload),
            "an `Observer` has called what waits: need it to return first"
        );
        assert_eq!(fiber.join().expect("it does not panic"), 3);
        assert_the_scheduler_goes_on();
    }
}

#[test]
fn an_observer_may_spawn_unpark_and_replace_itself() {
    for when in MOMENTS {
        let spawned = Rc::new(Cell::new(false));
        let seen = Rc::clone(&spawned);
        observe(Some(Once::new(when, move || {
            let seen = Rc::clone(&seen);
            observe(None);
            spawn(move || seen.set(true));
            current().unpark();
        })));
        let fiber = spawn(all_moments);
        assert_eq!(fiber.join().expect("it does not panic"), 5);
        yield_now();
        assert!(spawned.get(), "{when}");
        observe(None);
        assert_the_scheduler_goes_on();
        // What `current().unpark()` has left.
        spawn(|| ()).join().expect("it does not panic");
    }
}

// ------------------------------------------------------------------------------------------ raw fibers in scheduled ones

#[test]
fn a_fiber_in_a_fiber_of_the_scheduler_yields_for_both() {
    let trace = Trace::default();
    let (one, two) = (trace.clone(), trace.clone());
    let outer = spawn(move || {
        let given = one.clone();
        let mut inner = Fiber::<(), (), ()>::new(move |suspender, ()| {
            given.add("inner 1");
            yield_now();
            given.add("inner 2");
            suspender.suspend(());
            given.add("inner 3");
        });
        inner.resume(());
        one.add("outer");
        yield_now();
        inner.resume(());
    });
    let other = spawn(move || {
        two.add("other 1");
        yield_now();
        two.add("other 2");
    });
    outer.join().expect("it does not panic");
    other.join().expect("it does not panic");
    assert_eq!(
        trace.take(),
        [
            "inner 1", "other 1", "inner 2", "outer", "other 2", "inner 3"
        ]
    );
}

#[test]
fn a_fiber_goes_from_one_fiber_of_the_scheduler_to_another() {
    let mut counter = Fiber::<(), u64, ()>::new(|suspender, ()| {
        for count in 0.. {
            yield_now();
            suspender.suspend(count);
        }
    });
    for expected in 0..5 {
        let (returned, count) = spawn(move || {
            let count = counter.resume(()).as_yield();
            yield_now();
            (counter, count)
        })
        .join()
        .expect("it does not panic");
        assert_eq!(count, Some(expected));
        counter = returned;
    }
}

#[test]
fn a_fiber_that_waits_inside_another_is_dropped_through_both() {
    let trace = Trace::default();
    let payload = panic_of(|| {
        scope(|scope| {
            let given = trace.clone();
            scope.spawn(move || {
                let _outer = Noisy(given.clone(), "outer");
                let in_fiber = given.clone();
                let mut inner = Fiber::<(), (), ()>::new(move |_, ()| {
                    let _inner = Noisy(in_fiber, "inner");
                    park();
                });
                inner.resume(());
            });
        });
    });
    assert!(words(&*payload).starts_with("deadlock"));
    assert_eq!(trace.take(), ["drop inner", "drop outer"]);
    assert_the_scheduler_goes_on();
}

/// In a scope, a suspender could be handed to a fiber of the scheduler, which runs while the suspender's own
/// fiber stands still.
#[test]
fn a_scope_inside_a_fiber_is_refused() {
    const REFUSAL: &str = "`scope` called inside a `Fiber`: need it called by the thread itself or by what \
                           `spawn` has made";
    fn open_scope() -> bool {
        let body = |suspender: &Suspender<(), ()>, ()| {
            scope(|scope| {
                scope.spawn(|| suspender.suspend(()));
            });
        };
        let payload = panic_of(|| scoped(body, |mut fiber| fiber.resume(())));
        words(&*payload) == REFUSAL
    }
    assert!(open_scope());
    assert!(spawn(open_scope).join().expect("it does not panic"));
    scope(|scope| {
        scope.spawn(|| assert!(open_scope()));
    });
    thread::spawn(|| assert!(open_scope()))
        .join()
        .expect("it does not panic");
    assert_the_scheduler_goes_on();
}

#[test]
fn a_scope_may_lend_a_fiber_to_its_own() {
    let body = |suspender: &Suspender<u32, u32>, mut value| {
        loop {
            yield_now();
            value = suspender.suspend(value * 2);
        }
    };
    let doubled = scoped(body, |mut fiber| {
        scope(|scope| {
            let lent = scope.spawn(|| fiber.resume(4));
            let result: FiberResult<u32, ()> = lent.join().expect("it does not panic");
            result.as_yield()
        })
    });
    assert_eq!(doubled, Some(8));
}
