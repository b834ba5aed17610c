//! Step 2: `swap` leaves a stack for another, and what a function must give back is as it was.
#![cfg(not(windows))]

#[cfg(target_arch = "x86_64")]
#[path = "support/arrival.rs"]
mod arrival;
#[path = "support/control.rs"]
mod control;
#[path = "support/marks.rs"]
mod marks;

use std::hint::black_box;
use std::ptr;

#[cfg(target_arch = "x86_64")]
use std::collections::BTreeMap;

use ch05_fibers::swap::{Context, swap};
use ch05_fibers::{MappedStack, Stack};

#[cfg(target_arch = "x86_64")]
use arrival::{REGISTERS, arrive, leave_for_arrival};
use control::{control_words, is_aligned_on_entry, round_towards_zero};
use marks::{Marks, call_with_marks};

/// A thread and what it swaps with.
struct Sides {
    thread: Context,
    fiber: Context,
    trace: Vec<&'static str>,
    /// What the fiber has seen.
    seen: [u64; 2],
    _stack: MappedStack,
}

/// Two sides of which the fiber's begins with `main`. They stay where they are.
fn sides(main: extern "C" fn(*mut Sides) -> !) -> Box<Sides> {
    let stack = MappedStack::new(64 * 1024).expect("a stack could not be made");
    let (thread, fiber) = (Context::default(), Context::default());
    let mut sides = Box::new(Sides {
        thread,
        fiber,
        trace: Vec::new(),
        seen: [0; 2],
        _stack: stack,
    });
    let argument = &raw mut *sides;
    // SAFETY: the stack and the sides stay as long as the context.
    sides.fiber = unsafe { Context::new(&sides._stack, main, argument) };
    sides
}

extern "C" fn to_fiber(sides: *mut Sides) {
    // SAFETY: the sides are there as long as their stack, and only one side uses them at a time.
    let Sides { thread, fiber, .. } = unsafe { &mut *sides };
    // SAFETY: the fiber has been left, and its stack is there.
    unsafe { swap(thread, fiber) };
}

extern "C" fn to_thread(sides: *mut Sides) {
    // SAFETY: the sides are there as long as their stack, and only one side uses them at a time.
    let Sides { thread, fiber, .. } = unsafe { &mut *sides };
    // SAFETY: the thread has been left by `to_fiber`.
    unsafe { swap(fiber, thread) };
}

/// Where a side has stopped.
fn place(context: &Context) -> *const *const u64 {
    // A context is a pointer to what was left, and nothing else.
    ptr::from_ref(context).cast()
}

extern "C" fn never(_sides: *mut Sides) -> ! {
    unreachable!("nobody swaps to it")
}

fn note(sides: *mut Sides, what: &'static str) {
    // SAFETY: one side runs at a time.
    unsafe { (*sides).trace.push(what) };
}

#[test]
fn a_new_stack_has_at_its_top_what_a_swap_leaves() {
    let main = black_box(never as extern "C" fn(*mut Sides) -> !);
    let sides = sides(main);
    // SAFETY: a context is a pointer.
    let place = unsafe { place(&sides.fiber).read() }.addr();
    let (bottom, top) = (
        sides._stack.bottom().addr().get(),
        sides._stack.top().addr().get(),
    );
    assert!(
        (bottom..top).contains(&place) && top - place < 256,
        "the frame of a new context is at the top of its stack, which is {top:#x}; found {place:#x}"
    );
    // SAFETY: the context is new, and its frame is on the stack.
    let words = unsafe { sides.fiber.words() };
    assert!(
        place + 8 * words.len() <= top,
        "the frame at {place:#x} has {} words, and goes beyond the top of its stack, {top:#x}",
        words.len()
    );
    let word = |what: &str| {
        let mut all = words.iter();
        let found = all.find(|(_, _, about)| about.ends_with(what));
        found.expect("a frame has such a word").1
    };
    assert_eq!(
        (word(": main"), word("the argument of main")),
        (main as usize, (&raw const *sides).addr()),
        "main and its argument, in the registers where `begin` looks for them"
    );
    assert!(
        ![0, main as usize].contains(&word("`begin`")),
        "the first `swap` returns to `begin`, which then calls main"
    );
}

#[cfg(target_arch = "x86_64")]
#[test]
fn swap_takes_each_register_from_its_place_and_puts_the_control_words_lowest() {
    let mut sides = sides(never);
    // SAFETY: the context is new, and its stack is not in use.
    let words = unsafe { sides.fiber.words() };
    let mut expected = BTreeMap::new();
    for (value, (place, _, about)) in (20..).zip(words) {
        let place: *mut u64 = place.cast_mut().cast();
        let name = about.split(':').next().expect("there is a first part");
        if REGISTERS.contains(&name) {
            expected.insert(name, value);
            // SAFETY: as above, and it is a word of the frame.
            unsafe { place.write(value) };
        } else if name == "return address" {
            // SAFETY: likewise.
            unsafe { place.write(arrive as *const () as u64) };
        }
    }
    let thread = place(&sides.thread);
    let arrival = leave_for_arrival(to_fiber, &raw mut *sides, thread);
    assert_eq!(
        arrival.registers, expected,
        "in the registers after a `swap`, and on the stack where it has gone to"
    );
    let (mxcsr, x87) = (arrival.lowest & 0xffc0, arrival.lowest >> 32);
    assert_eq!(
        mxcsr << 16 | x87,
        control_words(),
        "mxcsr and the x87 control word are lowest of what `swap` leaves, where it says that it has stopped"
    );
}

#[test]
fn the_sides_take_turns_where_they_have_stopped() {
    extern "C" fn main(sides: *mut Sides) -> ! {
        note(sides, "fiber 1");
        to_thread(sides);
        note(sides, "fiber 2");
        to_thread(sides);
        note(sides, "fiber 3");
        to_thread(sides);
        unreachable!("nobody swaps to it a fourth time")
    }
    let mut sides = sides(main);
    let sides = &raw mut *sides;
    for what in ["thread 1", "thread 2", "thread 3"] {
        note(sides, what);
        to_fiber(sides);
    }
    // SAFETY: the fiber does not run.
    let trace = unsafe { &(*sides).trace };
    assert_eq!(
        trace,
        &[
            "thread 1", "fiber 1", "thread 2", "fiber 2", "thread 3", "fiber 3"
        ],
        "each swap goes on where that side was left"
    );
}

#[test]
fn main_is_given_its_argument_and_runs_on_its_stack() {
    extern "C" fn main(sides: *mut Sides) -> ! {
        let local = 0_u8;
        // SAFETY: the thread waits.
        unsafe { (*sides).seen = [sides.addr() as u64, (&raw const local).addr() as u64] };
        to_thread(sides);
        unreachable!("nobody swaps to it again")
    }
    let mut sides = sides(main);
    let (bottom, top) = (
        sides._stack.bottom().addr().get(),
        sides._stack.top().addr().get(),
    );
    to_fiber(&mut *sides);
    let [argument, local] = sides.seen.map(|word| word as usize);
    assert_eq!(
        argument,
        (&raw const *sides).addr(),
        "main was called with another argument"
    );
    assert!(
        (bottom..top).contains(&local),
        "main's frame is at {local:#x}, and its stack is from {bottom:#x} to {top:#x}"
    );
}

#[test]
fn main_is_entered_with_an_aligned_stack() {
    extern "C" fn main(sides: *mut Sides) -> ! {
        is_aligned_on_entry(sides.cast(), found)
    }
    extern "C" fn found(sides: *mut (), is_aligned: bool) -> ! {
        let sides: *mut Sides = sides.cast();
        // SAFETY: the thread waits.
        unsafe { (*sides).seen[0] = u64::from(is_aligned) };
        to_thread(sides);
        unreachable!("nobody swaps to it again")
    }
    let mut sides = sides(main);
    to_fiber(&mut *sides);
    assert_eq!(
        sides.seen[0], 1,
        "main's stack is off by 8: at a call it is a multiple of 16"
    );
}

#[test]
fn registers_that_a_function_must_give_back_are_as_they_were() {
    extern "C" fn main(sides: *mut Sides) -> ! {
        // The fiber has marks of its own.
        for round in 0..3 {
            let marks = Marks::from(1000 + 100 * round);
            let kept = call_with_marks(marks, to_thread, sides);
            if kept != marks {
                note(sides, "the fiber's registers have changed");
            }
        }
        unreachable!("nobody swaps to it a fourth time")
    }
    let mut sides = sides(main);
    let sides = &raw mut *sides;
    for round in 1..=3 {
        let marks = Marks::from(10 * round);
        let kept = call_with_marks(marks, to_fiber, sides);
        assert_eq!(
            kept, marks,
            "registers that a function must give back have changed"
        );
    }
    // SAFETY: the fiber does not run.
    assert_eq!(unsafe { &(*sides).trace }, &[""; 0]);
}

#[test]
fn each_side_keeps_its_way_of_rounding() {
    extern "C" fn main(sides: *mut Sides) -> ! {
        // SAFETY: the thread waits.
        unsafe { (*sides).seen[0] = control_words() };
        round_towards_zero(|| {
            to_thread(sides);
            // SAFETY: the thread waits.
            unsafe { (*sides).seen[1] = control_words() };
        });
        to_thread(sides);
        unreachable!("nobody swaps to it a third time")
    }
    let before = control_words();
    let mut sides = sides(main);
    let sides = &raw mut *sides;
    to_fiber(sides);
    let after = control_words();
    to_fiber(sides);
    // SAFETY: the fiber does not run.
    let [first, second] = unsafe { (*sides).seen };
    assert_eq!(
        after, before,
        "the fiber's control words ({after:#x}) are now the thread's: numbers are rounded otherwise"
    );
    assert_eq!(
        first, before,
        "main begins with other control words than a program does"
    );
    assert_ne!(
        second, before,
        "the fiber has lost its own control words when it went on"
    );
}

#[test]
fn numbers_can_be_divided_on_a_new_stack() {
    extern "C" fn main(sides: *mut Sides) -> ! {
        let third = black_box(1.0_f64) / black_box(3.0);
        let infinite = black_box(1.0_f64) / black_box(0.0);
        // SAFETY: the thread waits.
        unsafe { (*sides).seen = [third.to_bits(), infinite.to_bits()] };
        to_thread(sides);
        unreachable!("nobody swaps to it again")
    }
    let mut sides = sides(main);
    to_fiber(&mut *sides);
    let [third, infinite] = sides.seen.map(f64::from_bits);
    assert_eq!([third, infinite], [1.0 / 3.0, f64::INFINITY]);
}

#[test]
fn many_stacks_are_left_and_entered_in_any_order() {
    extern "C" fn main(sides: *mut Sides) -> ! {
        loop {
            // SAFETY: the thread waits.
            unsafe { (*sides).seen[0] += 1 };
            to_thread(sides);
        }
    }
    let mut all: Vec<Box<Sides>> = (0..50).map(|_| sides(main)).collect();
    for round in 0..50 {
        for (index, sides) in all.iter_mut().enumerate() {
            if index <= round {
                to_fiber(&mut **sides);
            }
        }
    }
    let turns: Vec<u64> = all.iter().map(|sides| sides.seen[0]).collect();
    assert_eq!(turns, (1..=50).rev().collect::<Vec<u64>>());
}
