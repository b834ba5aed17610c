//! Show stack: the words of a stack that nothing has run on yet.
//!
//! They are what `swap` would have left there, so that the first swap can go on "where it has stopped".

use std::io::{self, Write};

use ch05_fibers::swap::Context;
use ch05_fibers::{MappedStack, Stack};

pub(crate) fn run(out: &mut dyn Write) -> io::Result<()> {
    let stack = MappedStack::new(16 * 1024)?;
    let mut argument = 42_u32;
    let argument = &raw mut argument;
    // SAFETY: the stack is new and outlives the context, which is never swapped to.
    let context = unsafe { Context::new(&stack, never_run, argument) };
    // SAFETY: it is new, and its stack is not in use.
    let words = unsafe { context.words() };

    let main = never_run as *const () as usize;
    writeln!(
        out,
        "top     {:#x}, where nothing is any more",
        stack.top().addr()
    )?;
    for (place, word, about) in words.iter().rev() {
        writeln!(out, "        {:#x}  {word:#018x}  {about}", place.addr())?;
    }
    writeln!(
        out,
        "        here is the stack pointer: the first swap takes all this, and returns"
    )?;
    writeln!(
        out,
        "        …  {} bytes that nobody has touched",
        stack.size() - words.len() * size_of::<usize>()
    )?;
    writeln!(
        out,
        "bottom  {:#x}, and below it the guard\n",
        stack.bottom().addr()
    )?;
    writeln!(
        out,
        "main is at {main:#x}, its argument at {:#x}",
        argument.addr()
    )
}

extern "C" fn never_run(_argument: *mut u32) -> ! {
    unreachable!("nobody swaps to it")
}
