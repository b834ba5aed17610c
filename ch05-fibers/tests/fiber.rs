//! What a fiber promises.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use ch05_fibers::{
    Fiber, FiberResult, ForcedUnwind, MappedStack, PooledStack, Stack, StackPool, Suspender,
    scoped, scoped_on,
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
fn values_go_in_and_out_with_each_switch() {
    let mut fiber = Fiber::<u32, String, bool>::new(|suspender, mut value| {
        while value < 10 {
            value = suspender.suspend(format!("got {value}"));
        }
        value == 10
    });
    assert_eq!(fiber.resume(3), FiberResult::Yield("got 3".to_owned()));
    assert_eq!(fiber.resume(4), FiberResult::Yield("got 4".to_owned()));
    assert_eq!(fiber.resume(10), FiberResult::Return(true));
}

#[test]
fn values_of_every_size_arrive_whole() {
    fn echo<T: Clone + PartialEq + std::fmt::Debug + 'static>(value: T) {
        let mut fiber = Fiber::<T, T, T>::new(|suspender, first| {
            let second = suspender.suspend(first);
            suspender.suspend(second)
        });
        assert_eq!(
            fiber.resume(value.clone()),
            FiberResult::Yield(value.clone())
        );
        assert_eq!(
            fiber.resume(value.clone()),
            FiberResult::Yield(value.clone())
        );
        assert_eq!(fiber.resume(value.clone()), FiberResult::Return(value));
    }
    #[derive(Clone, PartialEq, Debug)]
    #[repr(align(64))]
    struct Aligned(u8);
    #[derive(Clone, PartialEq, Debug)]
    #[repr(align(64))]
    struct AlignedNothing;

    echo(());
    echo(7_u8);
    echo((1_u8, 2_u16));
    echo([1_u8, 2, 3]);
    echo(u64::MAX);
    echo(1.5_f64);
    echo(u128::MAX);
    echo([9_u64; 100]);
    echo(Box::new(5));
    echo("text".to_owned());
    echo(Aligned(3));
    echo(AlignedNothing);
    echo(Some(Rc::new(1)));
}

#[test]
fn a_fiber_says_whether_it_has_begun_and_ended() {
    let mut fiber = Fiber::<(), (), ()>::new(|suspender, ()| suspender.suspend(()));
    assert_eq!((fiber.started(), fiber.done()), (false, false));
    fiber.resume(());
    assert_eq!((fiber.started(), fiber.done()), (true, false));
    fiber.resume(());
    assert_eq!((fiber.started(), fiber.done()), (true, true));
}

#[test]
fn nothing_of_a_fiber_runs_before_it_is_resumed() {
    let ran = Rc::new(Cell::new(false));
    let seen = Rc::clone(&ran);
    let mut fiber = Fiber::<(), (), ()>::new(move |_, ()| seen.set(true));
    assert!(!ran.get());
    fiber.resume(());
    assert!(ran.get());
}

#[test]
fn a_finished_fiber_cannot_be_resumed() {
    let mut fiber = Fiber::<(), (), ()>::new(|_, ()| ());
    fiber.resume(());
    let payload = panic_of(|| fiber.resume(()));
    assert_eq!(
        words(&*payload),
        "`Fiber::resume` called on a finished fiber"
    );
}

#[test]
fn a_panic_goes_on_in_the_resumer_and_ends_the_fiber() {
    let trace = Trace::default();
    let noisy = Noisy(trace.clone(), "a local");
    let mut fiber = Fiber::<(), (), ()>::new(move |suspender, ()| {
        let _noisy = noisy;
        suspender.suspend(());
        panic!("no {}", "bananas");
    });
    fiber.resume(());
    let payload = panic_of(|| fiber.resume(()));
    assert_eq!(words(&*payload), "no bananas");
    assert!(fiber.done());
    assert_eq!(trace.take(), ["drop a local"]);
}

#[test]
fn dropping_a_suspended_fiber_drops_what_its_frames_hold_from_the_inside_out() {
    fn inner(suspender: &Suspender<(), ()>, trace: &Trace) {
        let _inner = Noisy(trace.clone(), "inner");
        suspender.suspend(());
        trace.add("not reached");
    }
    let trace = Trace::default();
    let given = trace.clone();
    let captured = Noisy(trace.clone(), "captured");
    let mut fiber = Fiber::<(), (), ()>::new(move |suspender, ()| {
        let _captured = captured;
        let _first = Noisy(given.clone(), "first");
        let _second = Noisy(given.clone(), "second");
        inner(suspender, &given);
    });
    fiber.resume(());
    drop(fiber);
    assert_eq!(
        trace.take(),
        ["drop inner", "drop second", "drop first", "drop captured"]
    );
}

#[test]
fn dropping_a_fiber_that_has_not_begun_drops_its_closure() {
    let trace = Trace::default();
    let captured = Noisy(trace.clone(), "captured");
    drop(Fiber::<(), (), ()>::new(move |_, ()| drop(captured)));
    assert_eq!(trace.take(), ["drop captured"]);
}

#[test]
fn values_that_nobody_has_taken_are_dropped_once() {
    let counted = Rc::new(());
    let (inside, answer) = (Rc::clone(&counted), Rc::clone(&counted));
    let mut fiber = Fiber::<Rc<()>, Rc<()>, [Rc<()>; 3]>::new(move |suspender, first| {
        let second = suspender.suspend(inside);
        [first, second, answer]
    });
    drop(fiber.resume(Rc::clone(&counted)));
    drop(fiber.resume(Rc::clone(&counted)));
    drop(fiber);
    assert_eq!(Rc::strong_count(&counted), 1);
}

#[test]
fn a_fiber_may_catch_its_end_to_clean_up() {
    let trace = Trace::default();
    let given = trace.clone();
    let mut fiber = Fiber::<(), (), ()>::new(move |suspender, ()| {
        let end = panic::catch_unwind(AssertUnwindSafe(|| suspender.suspend(())));
        let payload = end.expect_err("it is dropped");
        given.add(format!("forced: {}", payload.is::<ForcedUnwind>()));
        panic::resume_unwind(payload);
    });
    fiber.resume(());
    fiber.force_unwind();
    assert!(fiber.done());
    assert_eq!(trace.take(), ["forced: true"]);
}

#[test]
fn a_fiber_that_turns_its_end_into_another_panic_passes_that_on() {
    let body = |suspender: &Suspender<(), ()>, ()| {
        drop(panic::catch_unwind(AssertUnwindSafe(|| {
            suspender.suspend(())
        })));
        panic!("not like this");
    };
    let mut fiber = Fiber::<(), (), ()>::new(body);
    fiber.resume(());
    let payload = panic_of(|| fiber.force_unwind());
    assert_eq!(words(&*payload), "not like this");
    assert!(fiber.done());

    let mut dropped = Fiber::<(), (), ()>::new(body);
    dropped.resume(());
    let payload = panic_of(|| drop(dropped));
    assert_eq!(words(&*payload), "not like this");
}

#[test]
fn a_fiber_may_return_instead_of_unwinding() {
    let mut fiber = Fiber::<(), (), u32>::new(|suspender, ()| {
        drop(panic::catch_unwind(AssertUnwindSafe(|| {
            suspender.suspend(())
        })));
        3
    });
    fiber.resume(());
    fiber.force_unwind();
    assert!(fiber.done());
}

#[test]
fn a_fiber_suspends_from_deep_in_its_calls() {
    fn count(suspender: &Suspender<(), u32>, depth: u32) {
        if depth > 0 {
            count(suspender, depth - 1);
            suspender.suspend(depth);
        }
    }
    let mut fiber = Fiber::<(), u32, ()>::new(|suspender, ()| count(suspender, 50));
    for depth in 1..=50 {
        assert_eq!(fiber.resume(()), FiberResult::Yield(depth));
    }
    assert_eq!(fiber.resume(()), FiberResult::Return(()));
}

#[test]
fn fibers_resume_fibers() {
    let mut outer = Fiber::<(), u32, ()>::new(|suspender, ()| {
        let mut inner = Fiber::<(), u32, ()>::new(|suspender, ()| {
            suspender.suspend(1);
            suspender.suspend(2);
        });
        while let FiberResult::Yield(value) = inner.resume(()) {
            suspender.suspend(value * 10);
        }
    });
    assert_eq!(outer.resume(()), FiberResult::Yield(10));
    assert_eq!(outer.resume(()), FiberResult::Yield(20));
    assert_eq!(outer.resume(()), FiberResult::Return(()));
}

#[test]
fn an_inner_fiber_may_suspend_the_outer_one_with_itself_inside() {
    let mut outer = Fiber::<u32, u32, u32>::new(|outer, first| {
        let body = |_: &Suspender<(), ()>, ()| outer.suspend(first + 1);
        let result = scoped(body, |mut inner| inner.resume(()));
        result.as_return().expect("it does not suspend")
    });
    assert_eq!(outer.resume(1), FiberResult::Yield(2));
    assert_eq!(outer.resume(7), FiberResult::Return(7));
}

#[test]
fn a_fiber_suspended_by_an_inner_one_is_unwound_through_both() {
    let trace = Trace::default();
    let given = trace.clone();
    let mut outer = Fiber::<(), (), ()>::new(move |outer, ()| {
        let _noisy = Noisy(given.clone(), "outer");
        let body = |_: &Suspender<(), ()>, ()| {
            let _noisy = Noisy(given.clone(), "inner");
            outer.suspend(());
        };
        assert_eq!(
            scoped(body, |mut inner| inner.resume(())),
            FiberResult::Return(())
        );
    });
    outer.resume(());
    drop(outer);
    assert_eq!(trace.take(), ["drop inner", "drop outer"]);
}

#[test]
fn a_scoped_fiber_borrows_and_ends_with_its_scope() {
    let trace = Trace::default();
    let mut sum = 0;
    let body = |suspender: &Suspender<u32, ()>, mut value| {
        let _noisy = Noisy(trace.clone(), "fiber");
        loop {
            sum += value;
            value = suspender.suspend(());
        }
    };
    scoped(
        body,
        |mut fiber: ch05_fibers::ScopedFiber<'_, u32, (), ()>| {
            fiber.resume(1);
            fiber.resume(2);
            trace.add("end of scope");
        },
    );
    assert_eq!(sum, 3);
    assert_eq!(trace.take(), ["end of scope", "drop fiber"]);
}

#[test]
fn a_scope_that_panics_ends_its_fiber_first() {
    let trace = Trace::default();
    let body = |suspender: &Suspender<(), ()>, ()| {
        let _noisy = Noisy(trace.clone(), "fiber");
        suspender.suspend(());
    };
    let payload = panic_of(|| {
        scoped(body, |mut fiber| {
            fiber.resume(());
            panic!("out");
        })
    });
    assert_eq!(words(&*payload), "out");
    assert_eq!(trace.take(), ["drop fiber"]);
}

#[test]
fn a_stack_of_the_callers_comes_back() {
    let stack = MappedStack::new(64 * 1024).expect("there is memory");
    let top = stack.top();
    let mut fiber = Fiber::<(), (), (), _>::with_stack(stack, |_, ()| ());
    fiber.resume(());
    let stack = fiber.into_stack();
    assert_eq!(stack.top(), top);
    let body = |_: &Suspender<(), ()>, ()| 5;
    assert_eq!(
        scoped_on(stack, body, |mut fiber| fiber.resume(())),
        FiberResult::Return(5)
    );
}

#[test]
fn a_stack_in_use_is_not_given_back() {
    let mut fiber = Fiber::<(), (), ()>::new(|suspender, ()| suspender.suspend(()));
    fiber.resume(());
    let payload = panic_of(|| fiber.into_stack());
    assert_eq!(
        words(&*payload),
        "`Fiber::into_stack` called on a fiber that is not done"
    );
}

#[test]
fn the_stack_that_went_back_last_is_taken_first() {
    let pool = StackPool::new(4096).expect("4096 is enough");
    let [first, second, third] = [(); 3].map(|()| pool.take().expect("there is memory"));
    let tops = [second.top(), first.top()];
    drop((first, second));
    assert_eq!(pool.idle(), pool.capacity() - 1);

    let again = [(); 3].map(|()| pool.take().expect("there is memory"));

    assert_eq!([again[0].top(), again[1].top()], tops);
    let in_use = [tops[0], tops[1], third.top()];
    assert!(!in_use.contains(&again[2].top()), "two have one stack");
    drop((again, third));
    assert_eq!(pool.idle(), pool.capacity());
}

#[test]
fn stacks_may_be_used_after_the_last_handle_of_their_pool() {
    let pool = StackPool::new(64 * 1024).expect("the size is large enough");
    let fibers = [1, 2, 3].map(|number| {
        let stack = pool.take().expect("there is memory");
        Fiber::<(), (), u32, _>::with_stack(stack, move |suspender, ()| {
            suspender.suspend(());
            number
        })
    });
    drop(pool);

    let numbers = fibers.map(|mut fiber| {
        fiber.resume(());
        fiber.resume(())
    });

    assert_eq!(numbers, [1, 2, 3].map(FiberResult::Return));
}

#[test]
fn a_closure_too_large_for_the_stack_is_refused() {
    let pool = StackPool::new(4096).expect("4096 is enough");
    let stack: PooledStack = pool.take().expect("there is memory");
    let large = [1_u8; 4000];
    let body = move |_: &Suspender<(), ()>, ()| large.len();
    let payload = panic_of(|| Fiber::<(), (), usize, _>::with_stack(stack, body));
    let message = words(&*payload);
    assert!(
        message.starts_with("stack of 4096 bytes is too small for a closure of 4000: need "),
        "{message}"
    );
    assert_eq!(pool.idle(), pool.capacity());
}

#[test]
fn closures_of_every_alignment_are_where_they_must_be() {
    #[repr(align(256))]
    struct Aligned([u8; 256]);
    let aligned = Aligned([7; 256]);
    let mut fiber = Fiber::<(), (), bool>::new(move |_, ()| {
        let aligned = aligned;
        (&raw const aligned).addr().is_multiple_of(256) && aligned.0 == [7; 256]
    });
    assert_eq!(fiber.resume(()), FiberResult::Return(true));
    let trace = Trace::default();
    let (noisy, aligned) = (Noisy(trace.clone(), "captured"), Aligned([1; 256]));
    drop(Fiber::<(), (), usize>::new(move |_, ()| {
        drop(noisy);
        aligned.0.len()
    }));
    assert_eq!(trace.take(), ["drop captured"]);
}

#[test]
fn frames_are_aligned_as_calls_need() {
    #[inline(never)]
    fn is_aligned(value: u128) -> bool {
        let value = std::hint::black_box(value);
        std::hint::black_box(&raw const value)
            .addr()
            .is_multiple_of(16)
    }
    let mut fiber = Fiber::<(), bool, bool>::new(|suspender, ()| {
        suspender.suspend(is_aligned(1));
        is_aligned(2)
    });
    assert_eq!(fiber.resume(()), FiberResult::Yield(true));
    assert_eq!(fiber.resume(()), FiberResult::Return(true));
}

#[test]
fn a_backtrace_of_a_fiber_goes_on_in_its_resumer() {
    #[inline(never)]
    fn whoever_resumes(fiber: &mut Fiber<(), (), String>) -> String {
        let result = fiber.resume(()).as_return();
        result.expect("it does not suspend")
    }
    let mut fiber = Fiber::<(), (), String>::new(|_, ()| {
        std::backtrace::Backtrace::force_capture().to_string()
    });
    let backtrace = whoever_resumes(&mut fiber);
    assert!(backtrace.contains("whoever_resumes"), "{backtrace}");
    assert!(
        backtrace.contains("a_backtrace_of_a_fiber_goes_on_in_its_resumer"),
        "{backtrace}"
    );
}

#[test]
fn many_values_in_registers_survive_a_switch() {
    let mut fiber = Fiber::<[f64; 8], [f64; 8], ()>::new(|suspender, mut values| {
        loop {
            let sums: [f64; 8] = std::array::from_fn(|index| values[index] * 2.0);
            values = suspender.suspend(sums);
        }
    });
    let mut values: [f64; 8] = std::array::from_fn(|index| index as f64);
    let (mut a, mut b, mut c, mut d) = (1_u64, 2_u64, 3_u64, 5_u64);
    for _ in 0..20 {
        (a, b, c, d) = (b, c, d, a.wrapping_mul(31) ^ b ^ c ^ d);
        values = fiber.resume(values).as_yield().expect("it goes on");
    }
    let expected: [f64; 8] = std::array::from_fn(|index| index as f64 * 1_048_576.0);
    assert_eq!(values, expected);
    let (mut e, mut f, mut g, mut h) = (1_u64, 2_u64, 3_u64, 5_u64);
    for _ in 0..20 {
        (e, f, g, h) = (f, g, h, e.wrapping_mul(31) ^ f ^ g ^ h);
    }
    assert_eq!([a, b, c, d], [e, f, g, h]);
}

#[test]
fn both_sides_keep_their_registers_when_each_uses_them_all() {
    /// More numbers than the processor has registers for, all in use when it switches.
    fn churn(seed: u32, mut switch: impl FnMut()) -> ([u64; 16], [f64; 16]) {
        let number = |index: usize| f64::from(seed) + index as f64;
        let mut reals: [f64; 16] = std::array::from_fn(number);
        let mut words: [u64; 16] = reals.map(|real| real as u64);
        for _ in 0..50 {
            switch();
            let (first_word, first_real) = (words[0], reals[0]);
            for index in 0..15 {
                words[index] = words[index + 1].wrapping_mul(31) ^ first_word;
                reals[index] = reals[index + 1] * 0.5 + first_real;
            }
            (words[15], reals[15]) = (first_word, first_real);
        }
        (words, reals)
    }
    let mut fiber = Fiber::<(), (), _>::new(|suspender, ()| churn(7, || suspender.suspend(())));
    let outside = churn(1000, || {
        fiber.resume(());
    });
    let inside = fiber.resume(()).as_return();
    assert_eq!(outside, churn(1000, || ()));
    assert_eq!(inside, Some(churn(7, || ())));
}
