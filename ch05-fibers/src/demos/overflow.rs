//! Overflow: a fiber that needs more stack than it has ends the process, and is named.
//!
//! Below each stack is a page that nobody can touch. So what does not fit is a fault, at the first
//! byte of it, and never a change of another fiber's memory. As a fault ends the process, that is a child here.

#[cfg_attr(unix, path = "overflow/core_file_unix.rs")]
#[cfg_attr(not(unix), path = "overflow/core_file_other.rs")]
mod core_file;

use std::env;
use std::hint::black_box;
use std::io::{self, Write};
use std::process::{Command, Output, Stdio};

use ch01_concurrency::demo::complain;
use ch05_fibers::{Builder, yield_now};

const NAMES: [&str; 3] = ["first", "second", "third"];
const CULPRIT: &str = NAMES[1];

/// Of each fiber, in bytes.
const STACK_SIZE: usize = 64 * 1024;

pub(crate) fn run(out: &mut dyn Write, is_child: bool) -> io::Result<()> {
    if is_child {
        return overflow();
    }
    writeln!(
        out,
        "In a child process, three fibers take turns. Each has a stack of {STACK_SIZE} bytes, and\n\
         `{CULPRIT}` calls itself without end. The child says:\n"
    )?;
    out.flush()?;
    let child = Command::new(env::current_exe()?)
        .args(["overflow", "--child"])
        .stdin(Stdio::null())
        .output()?;
    let said = String::from_utf8_lossy(&child.stderr);
    for line in said.lines() {
        writeln!(out, "{}", format!("  | {line}").trim_end())?;
    }
    writeln!(out, "\nIt has ended by {}.", child.status)?;
    if !is_as_it_should_be(&child, &said) {
        let need =
            format!("the child has not ended as it should: need an abort that names `{CULPRIT}`");
        return Err(io::Error::other(need));
    }
    writeln!(
        out,
        "The guard below its stack has caught it, before it touched another fiber's memory."
    )
}

fn is_as_it_should_be(child: &Output, said: &str) -> bool {
    let named = format!("fiber `{CULPRIT}`, made at ");
    let sized = format!(" has overflowed its stack of {STACK_SIZE} bytes");
    let is_reported = |line: &str| line.starts_with(&named) && line.ends_with(&sized);
    !child.status.success() && said.lines().filter(|line| is_reported(line)).count() == 1
}

// ------------------------------------------------------------------------------------------ the child's part

fn overflow() -> io::Result<()> {
    core_file::forbid()?;
    let fibers = NAMES.map(|name| {
        let fiber = Builder::new().name(name.to_owned()).stack_size(STACK_SIZE);
        fiber.spawn(move || work(name))
    });
    for fiber in fibers {
        // A panic has been printed.
        drop(fiber?.join());
    }
    Ok(())
}

fn work(name: &str) {
    complain(format_args!("{name} has its first turn"));
    yield_now();
    if name == CULPRIT {
        complain(format_args!("{name} calls itself without end"));
        down(0);
    }
    complain(format_args!("{name} has its second turn"));
}

#[expect(unconditional_recursion, reason = "that is what overflows")]
fn down(depth: u64) -> u64 {
    black_box(down(black_box(depth + 1)) + 1)
}
