//! Step 5: a panic goes on in the resumer, and a fiber that is dropped drops what it holds.
#![cfg(not(windows))]

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use ch05_fibers::{Fiber, ForcedUnwind, MappedStack, PooledStack, StackPool, Suspender};

type Simple<S = PooledStack> = Fiber<(), (), (), S>;

/// What was dropped, in order.
#[derive(Clone, Default)]
struct Trace(Rc<RefCell<Vec<&'static str>>>);

impl Trace {
    fn take(&self) -> Vec<&'static str> {
        self.0.take()
    }

    fn add(&self, what: &'static str) {
        self.0.borrow_mut().push(what);
    }

    fn noisy(&self, name: &'static str) -> Noisy {
        Noisy(self.clone(), name)
    }
}

/// Says when it is dropped.
struct Noisy(Trace, &'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        self.0.add(self.1);
    }
}

#[track_caller]
fn panic_of(what: &str, run: impl FnOnce()) -> Box<dyn Any + Send> {
    match panic::catch_unwind(AssertUnwindSafe(run)) {
        Ok(()) => panic!("{what} has returned, although the fiber panicked"),
        Err(payload) => payload,
    }
}

/// As `panic_any`, but prints nothing: what is printed is to be of what has failed.
fn quiet_panic<T: Send + 'static>(payload: T) -> ! {
    panic::resume_unwind(Box::new(payload))
}

fn message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(no words)")
}

/// A fiber that is suspended two calls deep, with something noisy in each frame.
fn suspended<S: ch05_fibers::Stack>(stack: S, trace: &Trace) -> Simple<S> {
    fn inner(suspender: &Suspender<(), ()>, trace: &Trace) {
        let _inner = trace.noisy("inner");
        suspender.suspend(());
        trace.add("it went on");
    }
    let (given, captured) = (trace.clone(), trace.noisy("captured"));
    let mut fiber = Simple::with_stack(stack, move |suspender, ()| {
        let _captured = captured;
        let _first = given.noisy("first");
        let _second = given.noisy("second");
        inner(suspender, &given);
    });
    fiber.resume(());
    fiber
}

fn pooled() -> PooledStack {
    StackPool::of_thread()
        .take()
        .expect("a stack could not be made")
}

#[test]
fn a_panic_goes_on_in_the_resumer() {
    let mut fiber = Simple::new(|suspender, ()| {
        suspender.suspend(());
        quiet_panic("no bananas");
    });
    fiber.resume(());
    let payload = panic_of("`resume`", || _ = fiber.resume(()));
    assert_eq!(
        message(&*payload),
        "no bananas",
        "the payload is the fiber's"
    );
    assert!(
        fiber.done(),
        "a fiber that has panicked says that it is not done"
    );
}

#[test]
fn a_panic_with_any_payload_goes_on() {
    let mut fiber = Simple::new(|_, ()| quiet_panic(42_u8));
    let payload = panic_of("`resume`", || _ = fiber.resume(()));
    assert_eq!(
        payload.downcast_ref(),
        Some(&42_u8),
        "the payload is the fiber's"
    );
}

#[test]
fn a_panic_drops_what_the_fiber_holds() {
    let trace = Trace::default();
    let local = trace.noisy("a local");
    let mut fiber = Simple::new(move |_, ()| {
        let _local = local;
        quiet_panic("out");
    });
    panic_of("`resume`", || _ = fiber.resume(()));
    assert_eq!(trace.take(), ["a local"]);
}

#[test]
fn a_panic_in_a_fiber_in_a_fiber_goes_through_both() {
    let trace = Trace::default();
    let (outer_local, inner_local) = (trace.noisy("outer"), trace.noisy("inner"));
    let mut outer = Simple::new(move |_, ()| {
        let _outer = outer_local;
        let mut inner = Simple::new(move |_, ()| {
            let _inner = inner_local;
            quiet_panic("from the inside");
        });
        inner.resume(());
    });
    let payload = panic_of("`resume`", || _ = outer.resume(()));
    assert_eq!(message(&*payload), "from the inside");
    assert_eq!(trace.take(), ["inner", "outer"]);
}

#[test]
fn a_suspended_fiber_that_is_dropped_drops_what_its_frames_hold() {
    let trace = Trace::default();
    let fiber = suspended(pooled(), &trace);
    assert_eq!(
        trace.take(),
        [""; 0],
        "the fiber is suspended, and holds all"
    );
    drop(fiber);
    assert_eq!(
        trace.take(),
        ["inner", "second", "first", "captured"],
        "what a suspended fiber drops when it is dropped, from the inside out"
    );
}

#[test]
fn a_fiber_on_a_mapping_of_its_own_is_unwound_before_that_goes() {
    let trace = Trace::default();
    let stack = MappedStack::new(64 * 1024).expect("a stack could not be made");
    drop(suspended(stack, &trace));
    assert_eq!(trace.take(), ["inner", "second", "first", "captured"]);
}

#[test]
fn a_fiber_that_has_not_begun_drops_its_closure() {
    let trace = Trace::default();
    let (given, captured) = (trace.clone(), trace.noisy("captured"));
    let fiber = Simple::new(move |_, ()| {
        given.add("it began");
        drop(captured);
    });
    assert_eq!(
        trace.take(),
        [""; 0],
        "the fiber has not begun, and holds its closure"
    );
    drop(fiber);
    assert_eq!(
        trace.take(),
        ["captured"],
        "what a fiber drops that has not begun"
    );
}

#[test]
fn a_closure_that_panics_when_it_is_dropped_costs_no_stack() {
    struct Explosive;
    impl Drop for Explosive {
        fn drop(&mut self) {
            quiet_panic("from a destructor");
        }
    }
    let pool = StackPool::new(64 * 1024).expect("it is large enough");
    let stack = pool.take().expect("a stack could not be made");
    let explosive = Explosive;
    let fiber = Simple::with_stack(stack, move |_, ()| drop(explosive));
    let payload = panic_of("dropping the fiber", || drop(fiber));
    assert_eq!(message(&*payload), "from a destructor");
    assert_eq!(
        pool.capacity() - pool.idle(),
        0,
        "a stack is not given back where the closure panics when it is dropped"
    );
}

#[test]
fn a_fiber_that_is_done_drops_nothing_twice() {
    let trace = Trace::default();
    let captured = trace.noisy("captured");
    let mut fiber = Simple::new(move |_, ()| drop(captured));
    fiber.resume(());
    assert_eq!(trace.take(), ["captured"]);
    drop(fiber);
    assert_eq!(trace.take(), [""; 0]);
}

#[test]
fn the_stack_of_a_fiber_that_is_dropped_is_used_again() {
    let pool = StackPool::new(64 * 1024).expect("it is large enough");
    let take = || pool.take().expect("a stack could not be made");
    for _ in 0..100 {
        drop(suspended(take(), &Trace::default()));
        drop(Simple::with_stack(take(), |_, ()| ()));
        let mut done = Simple::with_stack(take(), |_, ()| ());
        done.resume(());
    }
    let used = pool.capacity() - pool.idle();
    assert_eq!(
        used, 0,
        "so many stacks of fibers that were dropped are not given back"
    );
}

#[test]
fn a_forced_end_prints_nothing_and_is_no_panic_of_who_drops() {
    thread_local! {
        static PRINTED: Cell<u32> = const { Cell::new(0) };
    }
    panic::set_hook(Box::new(|_| PRINTED.set(PRINTED.get() + 1)));
    let trace = Trace::default();
    let fiber = suspended(pooled(), &trace);
    let dropped = panic::catch_unwind(AssertUnwindSafe(|| drop(fiber)));
    let _ = panic::take_hook();
    assert!(dropped.is_ok(), "dropping a suspended fiber has panicked");
    assert_eq!(
        PRINTED.get(),
        0,
        "a panic was reported, although nobody has made a mistake"
    );
    assert_eq!(trace.take(), ["inner", "second", "first", "captured"]);
}

#[test]
fn a_fiber_may_catch_its_end_and_pass_it_on() {
    let seen = Rc::new(Cell::new(false));
    let found = Rc::clone(&seen);
    let mut fiber = Simple::new(move |suspender, ()| {
        let end = panic::catch_unwind(AssertUnwindSafe(|| suspender.suspend(())));
        let payload =
            end.expect_err("`suspend` returned in a fiber that is to end, and did not unwind it");
        found.set(payload.is::<ForcedUnwind>());
        panic::resume_unwind(payload);
    });
    fiber.resume(());
    fiber.force_unwind();
    assert!(
        fiber.done(),
        "a fiber that was forced to its end says that it is not done"
    );
    assert!(
        seen.get(),
        "the payload of a forced end is no `ForcedUnwind`"
    );
}

/// A fiber that is suspended, and makes another panic of the one that ends it.
fn ends_otherwise(stack: PooledStack, trace: &Trace) -> Simple {
    let local = trace.noisy("a local");
    let mut fiber = Simple::with_stack(stack, move |suspender, ()| {
        let _local = local;
        drop(panic::catch_unwind(AssertUnwindSafe(|| {
            suspender.suspend(())
        })));
        quiet_panic("not like this");
    });
    fiber.resume(());
    fiber
}

#[test]
fn a_fiber_that_panics_otherwise_at_its_end_passes_that_on() {
    let pool = StackPool::new(64 * 1024).expect("it is large enough");
    let stack = pool.take().expect("a stack could not be made");
    let fiber = ends_otherwise(stack, &Trace::default());
    let payload = panic_of("dropping the fiber", || drop(fiber));
    assert_eq!(message(&*payload), "not like this");
    assert_eq!(
        pool.capacity() - pool.idle(),
        0,
        "a stack is not given back where the fiber's panic is passed on"
    );
}

#[test]
fn a_fiber_that_a_panic_drops_is_unwound_and_adds_no_second() {
    let trace = Trace::default();
    let fiber = ends_otherwise(pooled(), &trace);
    let payload = panic_of("the closure", || {
        let _fiber = fiber;
        quiet_panic("the first");
    });
    assert_eq!(message(&*payload), "the first");
    assert_eq!(
        trace.take(),
        ["a local"],
        "what a fiber drops when a panic drops it"
    );
}

#[test]
fn a_fiber_that_catches_its_end_and_suspends_again_ends_the_process() {
    let mut fiber = Simple::new(|suspender, ()| {
        drop(panic::catch_unwind(AssertUnwindSafe(|| {
            suspender.suspend(())
        })));
        suspender.suspend(());
    });
    fiber.resume(());
    // SAFETY: the child drops the fiber, and ends.
    let child = unsafe { libc::fork() };
    if child == 0 {
        drop(panic::catch_unwind(AssertUnwindSafe(|| drop(fiber))));
        // SAFETY: it may be called anywhere.
        unsafe { libc::_exit(0) };
    }
    std::mem::forget(fiber);
    let mut status = 0;
    // SAFETY: `status` has room for what the call writes.
    let ended = unsafe { libc::waitpid(child, &mut status, 0) };
    assert_eq!(
        ended, child,
        "the child has been started, and is waited for once"
    );
    assert!(
        libc::WIFSIGNALED(status) && libc::WTERMSIG(status) == libc::SIGABRT,
        "the fiber was dropped, has caught the panic of that, and suspended again: nobody has ended the \
         process (its status is {status:#x})"
    );
}
