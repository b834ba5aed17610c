//! A stack that overflows ends the process, and says whose it was.
//!
//! Each case is a process of its own: this program again, with an ignored test.

#[cfg_attr(unix, path = "overflow/unix.rs")]
#[cfg_attr(windows, path = "overflow/windows.rs")]
mod sys;

use std::hint::black_box;
use std::process::Output;
use std::thread;

use ch05_fibers::{Fiber, FiberResult, MappedStack, StackPool, Suspender};

const SIZE: usize = 64 * 1024;

fn run(case: &str) -> Output {
    sys::again()
        .args([
            "--exact",
            case,
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .output()
        .expect("it starts again")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn is_reported(case: &str) {
    let output = run(case);
    let said = stderr(&output);
    assert!(sys::has_aborted(output.status), "{}: {said}", output.status);
    let expected = format!("has overflowed its stack of {SIZE} bytes\ngive it a larger one");
    assert!(
        said.contains("the fiber made at ") && said.contains("overflow.rs:"),
        "{said}"
    );
    assert!(said.contains(&expected), "{said}");
    assert!(said.contains("healthy"), "{said}");
    assert!(
        !said.contains("corrupted") && !said.contains("goes on"),
        "{said}"
    );
}

/// Goes down by small frames.
#[expect(unconditional_recursion, reason = "that is what overflows")]
fn small_frames(depth: u64) -> u64 {
    let next = black_box(depth + 1);
    small_frames(next) + black_box(next)
}

/// Goes down by frames of several pages, which could step over a guard of one.
#[expect(unconditional_recursion, reason = "that is what overflows")]
fn large_frames(depth: u64) -> u64 {
    let frame = black_box([depth; 4096]);
    large_frames(frame[1] + 1) + black_box(frame)[2]
}

/// Three fibers on neighbouring stacks, whose frames are full of marks; `culprit` overflows after `depth`
/// calls, and whoever is damaged says so.
fn overflow_of(culprit: usize, depth: u64, overflow: fn(u64) -> u64) {
    fn below(depth: u64, suspender: &Suspender<(), ()>, then: &dyn Fn()) {
        let marks = black_box([depth; 16]);
        match depth {
            0 => then(),
            _ => below(depth - 1, suspender, then),
        }
        suspender.suspend(());
        if marks != [depth; 16] {
            eprintln!("corrupted at {depth}");
        }
    }
    let pool = StackPool::new(SIZE).expect("the size is large enough");
    let mut fibers: Vec<_> = (0..3)
        .map(|index| {
            let stack = pool.take().expect("there is memory");
            Fiber::<(), (), (), _>::with_stack(stack, move |suspender, ()| {
                suspender.suspend(());
                let is_culprit = index == culprit;
                below(if is_culprit { depth } else { 3 }, suspender, &|| {
                    if is_culprit {
                        eprintln!("healthy");
                        black_box(overflow(0));
                        eprintln!("goes on");
                    }
                });
            })
        })
        .collect();
    for _ in 0..10 {
        for fiber in fibers.iter_mut().filter(|fiber| !fiber.done()) {
            fiber.resume(());
        }
    }
}

macro_rules! cases {
    ($($name:ident: $test:ident, $culprit:literal, $depth:literal, $overflow:ident;)*) => {$(
        #[test]
        fn $test() {
            is_reported(stringify!($name));
        }

        #[test]
        #[ignore = "a process of another test"]
        fn $name() {
            overflow_of($culprit, $depth, $overflow);
        }
    )*};
}

cases! {
    first_small: the_first_of_three_overflows, 0, 0, small_frames;
    second_small: the_second_of_three_overflows_from_ten_calls_down, 1, 10, small_frames;
    third_small: the_third_of_three_overflows_from_fifty_calls_down, 2, 50, small_frames;
    first_large: the_first_of_three_overflows_by_large_frames, 0, 0, large_frames;
    second_large: the_second_of_three_overflows_by_large_frames_from_ten_calls_down, 1, 10, large_frames;
    third_large: the_third_of_three_overflows_by_large_frames_from_fifty_calls_down, 2, 50, large_frames;
}

#[test]
fn a_mapped_stack_overflows_likewise() {
    is_reported("mapped");
}

#[test]
#[ignore = "a process of another test"]
fn mapped() {
    let stack = MappedStack::new(SIZE).expect("there is memory");
    let mut fiber = Fiber::<(), (), u64, _>::with_stack(stack, |_, ()| {
        eprintln!("healthy");
        small_frames(0)
    });
    fiber.resume(());
}

#[test]
fn an_overflow_inside_a_fiber_inside_a_fiber_names_the_inner_one() {
    is_reported("nested");
}

#[test]
#[ignore = "a process of another test"]
fn nested() {
    let mut outer = Fiber::<(), (), u64>::new(|_, ()| {
        let stack = MappedStack::new(SIZE).expect("there is memory");
        let mut inner = Fiber::<(), (), u64, _>::with_stack(stack, |_, ()| {
            eprintln!("healthy");
            large_frames(0)
        });
        inner.resume(()).as_return().expect("it does not suspend")
    });
    outer.resume(());
}

#[test]
fn a_thread_that_std_has_not_started_can_report_an_overflow_too() {
    is_reported("foreign_thread");
}

#[test]
#[ignore = "a process of another test"]
fn foreign_thread() {
    sys::on_a_foreign_thread(mapped);
}

#[test]
fn a_fault_that_is_no_overflow_is_left_to_the_system() {
    let output = run("wild_pointer");
    let said = stderr(&output);
    assert!(sys::has_faulted(output.status), "{}: {said}", output.status);
    assert!(
        said.contains("healthy") && !said.contains("overflowed"),
        "{said}"
    );
}

#[test]
#[ignore = "a process of another test"]
fn wild_pointer() {
    let mut fiber = Fiber::<(), (), u8>::new(|_, ()| {
        eprintln!("healthy");
        let wild = std::ptr::without_provenance::<u8>(black_box(8));
        // SAFETY: none; it faults, which is what is looked at.
        unsafe { wild.read_volatile() }
    });
    fiber.resume(());
}

#[test]
fn a_stray_write_into_a_guard_is_no_overflow() {
    let output = run("stray_write");
    let said = stderr(&output);
    assert!(
        sys::has_hit_guard(output.status),
        "{}: {said}",
        output.status
    );
    assert!(
        said.contains("healthy") && !said.contains("overflowed"),
        "{said}"
    );
}

#[test]
#[ignore = "a process of another test"]
fn stray_write() {
    use ch05_fibers::Stack;
    let stack = MappedStack::new(SIZE).expect("there is memory");
    eprintln!("healthy");
    let guard = stack.bottom().as_ptr().wrapping_sub(8);
    // SAFETY: none; it faults, which is what is looked at.
    unsafe { guard.write_volatile(1) };
}

#[test]
fn an_overflow_of_the_thread_itself_is_reported_by_std() {
    let output = run("thread_overflow");
    let said = stderr(&output);
    assert!(
        sys::has_overflowed(output.status),
        "{}: {said}",
        output.status
    );
    assert!(
        said.contains("thread 'plain'") && said.contains("has overflowed its stack"),
        "{said}"
    );
    assert!(!said.contains("fiber made at"), "{said}");
}

#[test]
#[ignore = "a process of another test"]
fn thread_overflow() {
    let mut fiber = Fiber::<(), (), ()>::new(|_, ()| ());
    assert_eq!(fiber.resume(()), FiberResult::Return(()));
    let plain = thread::Builder::new()
        .name("plain".to_owned())
        .stack_size(SIZE);
    let thread = plain
        .spawn(|| small_frames(0))
        .expect("a thread can be started");
    drop(thread.join());
}

#[test]
fn a_handler_that_was_there_before_gets_all_other_faults() {
    let output = run("earlier_handler");
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(42), "{said}");
    assert!(said.contains("healthy"), "{said}");
}

#[test]
#[ignore = "a process of another test"]
fn earlier_handler() {
    sys::exit_on_fault(42);
    let mut fiber = Fiber::<(), (), ()>::new(|_, ()| ());
    fiber.resume(());
    wild_pointer();
}
