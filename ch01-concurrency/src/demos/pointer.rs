//! A pointer is an address: one that is good, and two that are wild.

use ch01_concurrency::pointer::{self, wild};
use std::env;
use std::io::{self, Write};
use std::process::Command;

/// Shows what a good pointer reads, then what becomes of a process with a wild one. With `wild`,
/// this *is* that process.
pub(crate) fn run(out: &mut dyn Write, wild: Option<usize>) -> io::Result<()> {
    if let Some(address) = wild {
        return wild::read(address);
    }

    let value = 42;
    let address = &raw const value;
    writeln!(out, "The value {value} is at address {address:p}.")?;
    // SAFETY: `value` is there, and nobody writes to it.
    match unsafe { pointer::dereference(address) } {
        Ok(read) => writeln!(out, "`{}` reads there: {read}.", pointer::INSTRUCTION)?,
        Err(error) => return writeln!(out, "It cannot be read by an instruction: {error}."),
    }

    for address in [wild::NULL_PAGE, wild::NOT_CANONICAL] {
        let mut child = Command::new(env::current_exe()?);
        child.args(["pointer", "--wild", &address.to_string()]);
        let fate = wild::fate(&mut child)?;
        writeln!(out, "\nA child process reads at {address:#x}:\n{fate}")?;
    }
    Ok(())
}
