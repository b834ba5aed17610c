//! Unix: the kernel ends the program by a signal.

use super::{Fate, Fault};
use std::ffi::{c_int, c_void};
use std::fmt;
use std::io;
use std::mem;
use std::os::unix::process::ExitStatusExt;
use std::process::Output;
use std::ptr;

/// `SEGV_MAPERR` of sigaction(2), everywhere the same: nothing is mapped at the address.
const NOT_MAPPED: i32 = 1;
/// `SEGV_ACCERR`: something is mapped, and may not be read.
const NOT_READABLE: i32 = 2;
/// `SI_KERNEL` on Linux: the kernel's own doing, with no address.
const KERNEL: i32 = 0x80;

/// Forbids the core file, and reports the signals that a wild pointer can lead to.
pub(super) fn prepare() -> io::Result<()> {
    let no_core = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: `no_core` is a whole `rlimit`, and outlives the call.
    check(unsafe { libc::setrlimit(libc::RLIMIT_CORE, &no_core) })?;

    // SAFETY: all of its fields are numbers, sets of bits or an optional function.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = report as extern "C" fn(_, _, _) as libc::sighandler_t;
    // Once: after the report the instruction runs again, and then the signal ends the process.
    action.sa_flags = libc::SA_SIGINFO | libc::SA_RESETHAND;
    for signal in [libc::SIGSEGV, libc::SIGBUS] {
        // SAFETY: `action` is whole, and `report` does only what a handler may.
        check(unsafe { libc::sigaction(signal, &action, ptr::null_mut()) })?;
    }
    Ok(())
}

fn check(answer: c_int) -> io::Result<()> {
    if answer == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// The handler: nothing but write(2), which a handler may call (signal-safety(7)).
extern "C" fn report(_signal: c_int, info: *mut libc::siginfo_t, _context: *mut c_void) {
    // SAFETY: with `SA_SIGINFO` the kernel passes a `siginfo_t`, which is there until the return.
    let info = unsafe { &*info };
    // SAFETY: a fault of memory has this field.
    let address = unsafe { info.si_addr() };
    let report = to_bytes(info.si_code, address as usize);
    // Again after another signal. Any other failure is the parent's to see: there is no report.
    // SAFETY: `report` is readable for its length; standard error is this process's to write to.
    while unsafe { libc::write(libc::STDERR_FILENO, report.as_ptr().cast(), report.len()) } == -1
        && io::Error::last_os_error().kind() == io::ErrorKind::Interrupted
    {}
}

/// A handler may not allocate, so it does not format.
fn to_bytes(code: i32, address: usize) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&i64::from(code).to_ne_bytes());
    bytes[8..].copy_from_slice(&(address as u64).to_ne_bytes());
    bytes
}

/// Reads the handler's report, from the start of standard error: an emulator adds its own words.
pub(super) fn fault(output: &Output) -> Option<Fault> {
    output.status.signal()?;
    let (code, rest) = output.stderr.split_first_chunk()?;
    let (address, _) = rest.split_first_chunk()?;
    Some(Fault {
        code: i64::from_ne_bytes(*code).try_into().ok()?,
        address: u64::from_ne_bytes(*address).try_into().ok()?,
    })
}

pub(super) fn explain(fate: &Fate, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(signal) = fate.status.signal() else {
        return write!(f, "not ended by a signal: {}", fate.status);
    };
    let name = match signal {
        libc::SIGSEGV => "SIGSEGV, segmentation violation",
        libc::SIGBUS => "SIGBUS, bus error",
        _ => "not one for a wild pointer",
    };
    if let Some(Fault { code, address }) = fate.fault {
        match code {
            NOT_MAPPED => {
                writeln!(
                    f,
                    "processor: page fault, no page table leads to {address:#x}"
                )?;
                writeln!(f, "kernel: nothing is mapped at {address:#x} (SEGV_MAPERR)")?;
            }
            NOT_READABLE => {
                writeln!(f, "processor: page fault, {address:#x} may not be read")?;
                writeln!(f, "kernel: mapped, but not for reading (SEGV_ACCERR)")?;
            }
            KERNEL => {
                writeln!(
                    f,
                    "processor: general protection fault, the address is not canonical"
                )?;
                writeln!(
                    f,
                    "kernel: nothing to look up, the fault has no address (SI_KERNEL)"
                )?;
            }
            _ => {
                writeln!(f, "processor: a fault")?;
                writeln!(f, "kernel: address {address:#x}, reason {code} (si_code)")?;
            }
        }
    }
    write!(f, "child: ended by signal {signal} ({name})")
}
