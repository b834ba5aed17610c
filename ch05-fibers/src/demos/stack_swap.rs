//! Stack swap: a function is left in the middle, for one on another stack, and goes on.
//!
//! Who speaks is told by where its local variable lies.

use std::io::{self, Write};

use ch05_fibers::swap::{Context, swap};
use ch05_fibers::{MappedStack, Stack};

/// How often the other side is swapped to.
const ROUNDS: usize = 3;

/// What both sides can reach. One of them runs at a time.
struct Sides {
    thread: Context,
    other: Context,
    /// Where the other side's variable was seen, each time.
    seen: Vec<usize>,
}

pub(crate) fn run(out: &mut dyn Write) -> io::Result<()> {
    let stack = MappedStack::new(64 * 1024)?;
    let mut sides = Box::new(Sides {
        thread: Context::default(),
        other: Context::default(),
        seen: Vec::new(),
    });
    let argument = &raw mut *sides;
    // SAFETY: the stack is new, and both it and `sides` outlive the context.
    sides.other = unsafe { Context::new(&stack, other_side, argument) };

    let local = 0_u8;
    let (bottom, top) = (stack.bottom().addr(), stack.top().addr());
    writeln!(
        out,
        "the thread's variable is at   {:#x}",
        (&raw const local).addr()
    )?;
    writeln!(
        out,
        "another stack is from         {bottom:#x} to {top:#x}\n"
    )?;
    for round in 1..=ROUNDS {
        writeln!(out, "thread   swaps, time {round} of {ROUNDS}")?;
        let Sides { thread, other, .. } = &mut *sides;
        // SAFETY: the other side has not begun, or has swapped back, and its stack is there.
        unsafe { swap(thread, other) };
        let at = sides.seen.last().copied().unwrap_or_default();
        writeln!(
            out,
            "  other  has run: its variable is at {at:#x}, on the other stack"
        )?;
    }
    writeln!(
        out,
        "\nthread   has called `swap` {ROUNDS} times, and each call has returned"
    )?;
    writeln!(
        out,
        "  other  has called it as often, and will wait for ever in the last one"
    )
}

/// Begins at the first swap, and goes on at each other one behind its own.
extern "C" fn other_side(sides: *mut Sides) -> ! {
    let local = 0_u8;
    loop {
        // SAFETY: the thread waits in its `swap`, and keeps `sides` where it is.
        let Sides {
            thread,
            other,
            seen,
        } = unsafe { &mut *sides };
        seen.push((&raw const local).addr());
        // SAFETY: the thread has been left, and its stack is in use.
        unsafe { swap(other, thread) };
    }
}
