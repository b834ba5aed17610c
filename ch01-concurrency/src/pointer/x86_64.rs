//! x86_64: `mov` from memory.

use std::arch::asm;
use std::io;

/// With the registers that the compiler may choose.
pub(super) const INSTRUCTION: &str = "mov value, [pointer]";

/// Always `Ok`: there is assembly for this processor.
///
/// # Safety
///
/// As [`super::dereference`].
pub(super) unsafe fn dereference(pointer: *const usize) -> io::Result<usize> {
    let value;
    // SAFETY: the caller promises that `pointer` may be read. Nothing but `value` changes.
    unsafe {
        asm!(
            "mov {value}, [{pointer}]",
            pointer = in(reg) pointer,
            value = lateout(reg) value,
            // Not `pure`: a read of a wild pointer has an effect though no one needs the value.
            options(nostack, preserves_flags, readonly),
        );
    }
    Ok(value)
}
