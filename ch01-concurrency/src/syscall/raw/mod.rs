//! The first level: the instruction itself.
//!
//! No C library, no `errno`: the kernel's answer comes back in a register. It is the number of
//! bytes written, or an error's number negated, between -4095 and -1. Which registers and which
//! instruction is a matter of the processor, and one file each.
//!
//! Linux promises that its numbers stay what they are. macOS and Windows do not: they want to be
//! called through their libraries, and have no file here.

#[cfg(all(
    any(target_os = "linux", target_os = "android"),
    target_arch = "aarch64"
))]
mod aarch64;
#[cfg(not(all(
    any(target_os = "linux", target_os = "android"),
    any(target_arch = "aarch64", target_arch = "x86_64")
)))]
mod elsewhere;
#[cfg(all(
    any(target_os = "linux", target_os = "android"),
    target_arch = "x86_64"
))]
mod x86_64;

#[cfg(all(
    any(target_os = "linux", target_os = "android"),
    target_arch = "aarch64"
))]
use aarch64 as arch;
#[cfg(not(all(
    any(target_os = "linux", target_os = "android"),
    any(target_arch = "aarch64", target_arch = "x86_64")
)))]
use elsewhere as arch;
#[cfg(all(
    any(target_os = "linux", target_os = "android"),
    target_arch = "x86_64"
))]
use x86_64 as arch;

use std::ffi::c_int;
use std::io;

/// Asks the kernel to write `bytes` to descriptor `fd`, and says how many it took.
///
/// # Errors
///
/// What the kernel answers, see write(2); [`Unsupported`](io::ErrorKind::Unsupported) where there
/// is no assembly for this processor and system.
///
/// # Safety
///
/// - `fd` is open and the caller may write to it, or no descriptor of this process has that
///   number: then the answer is `EBADF`. Someone else's file could be anything, also the memory
///   of this process.
// Inlined, so that the caller's registers are live around the instruction, and its clobbers matter.
#[inline]
pub unsafe fn write(fd: c_int, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the caller answers for `fd`.
    let answer = unsafe { arch::write(fd, bytes) }?;
    match answer {
        -4095..=-1 => Err(io::Error::from_raw_os_error(-answer as i32)),
        _ => Ok(answer as usize),
    }
}
