//! Chapter 1: a pointer is an address.
//!
//! [`dereference`] is one instruction: the number in one register is the place in memory whose
//! content the other gets. The processor knows no types and no borrows, and trusts the number.
//! What becomes of a program whose number is wrong is in [`wild`].

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(not(any(target_arch = "aarch64", target_arch = "x86_64")))]
mod elsewhere;
pub mod wild;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
use aarch64 as arch;
#[cfg(not(any(target_arch = "aarch64", target_arch = "x86_64")))]
use elsewhere as arch;
#[cfg(target_arch = "x86_64")]
use x86_64 as arch;

use std::io;

/// The instruction that [`dereference`] is, in the notation of its processor.
pub const INSTRUCTION: &str = arch::INSTRUCTION;

/// Reads the value at `pointer`, by one instruction.
///
/// # Errors
///
/// [`Unsupported`](io::ErrorKind::Unsupported) where there is no assembly for this processor.
///
/// # Safety
///
/// - `pointer` is valid for reading, and what it points to is initialized.
/// - No other thread writes to it meanwhile.
pub unsafe fn dereference(pointer: *const usize) -> io::Result<usize> {
    // SAFETY: the caller's promise, word for word.
    unsafe { arch::dereference(pointer) }
}
