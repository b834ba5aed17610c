//! What becomes of a program that reads at a number that is no pointer.
//!
//! The processor looks the address up in the page tables, fails, and calls the kernel. The kernel
//! looks for something to put there, fails as well, and ends the program. All of that takes one
//! instruction, so it is tried in a child process: [`read`] is the child's part, [`fate`] the
//! parent's.
//!
//! Two kinds of wrong: [`NULL_PAGE`] is an address like any other, only that nothing is there.
//! [`NOT_CANONICAL`] is no address at all on x86_64, and never gets as far as the page tables.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as sys;
#[cfg(windows)]
use windows as sys;

use super::dereference;
use std::fmt;
use std::io;
use std::process::{Command, ExitStatus, Stdio};

/// A field of a structure whose address is null. No system maps anything into the first page, so
/// that this mistake is found.
pub const NULL_PAGE: usize = 8;

/// `0xaaaa…`: the upper bits of an address on x86_64 are copies of one another, from bit 47 on, or
/// 56 with five levels of page tables (Intel SDM volume 1, 3.3.7.1). Here they are not.
pub const NOT_CANONICAL: usize = usize::MAX / 3 * 2;

/// Reads at `address`, in a process made for it, which that ends. Returns when there was something
/// to read.
///
/// Before, this forbids the core file and, on a Unix, installs a handler that reports on standard
/// error what [`fate`] wants to know.
///
/// # Errors
///
/// Those of the preparations, and [`dereference`]'s.
pub fn read(address: usize) -> io::Result<()> {
    sys::prepare()?;
    // SAFETY: none, on purpose. It is bounded: the compiler knows nothing of the read, which is in
    // assembly, and a read that does not end the process changes nothing in it.
    unsafe { dereference(address as *const usize) }?;
    Ok(())
}

/// How a child ended that [`read`] at a wild address. Displayed, it is explained in three lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// As the kernel told the parent.
    pub status: ExitStatus,
    /// As the kernel told the child, on a Unix.
    pub fault: Option<Fault>,
}

/// What the kernel says to a signal's handler about the reason (`siginfo_t`, see sigaction(2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// `si_code`: a number for the reason.
    pub code: i32,
    /// `si_addr`: the address that could not be read, or 0 if the processor did not say.
    pub address: usize,
}

/// Runs `child`, which is to call [`read`], and says how it ended.
///
/// # Errors
///
/// Those of starting it and of waiting for it.
pub fn fate(child: &mut Command) -> io::Result<Fate> {
    let output = child
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()?;
    Ok(Fate {
        fault: sys::fault(&output),
        status: output.status,
    })
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sys::explain(self, f)
    }
}
