//! Windows: the kernel raises an exception, and the program ends when nobody handles it.

use super::{Fate, Fault};
use std::fmt;
use std::io;
use std::process::Output;

/// In `ntstatus.h`. As an exit code it is negative.
const STATUS_ACCESS_VIOLATION: u32 = 0xC000_0005;

/// There is no core file, and the exit code says all there is.
pub(super) fn prepare() -> io::Result<()> {
    Ok(())
}

/// No one reports.
pub(super) fn fault(_output: &Output) -> Option<Fault> {
    None
}

pub(super) fn explain(fate: &Fate, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match fate.status.code() {
        Some(code) if code as u32 == STATUS_ACCESS_VIOLATION => {
            writeln!(f, "processor: a fault, the address leads nowhere")?;
            writeln!(
                f,
                "kernel: nothing is mapped there, an exception that nobody handles"
            )?;
            write!(f, "child: exit code {code:#x} (STATUS_ACCESS_VIOLATION)")
        }
        _ => write!(f, "not ended by an exception: {}", fate.status),
    }
}
