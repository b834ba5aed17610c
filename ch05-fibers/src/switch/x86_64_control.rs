//! The floating-point control words of x86_64.

use std::arch::asm;

/// MXCSR without its flags, and the x87 control word: how to round, and what to report.
#[inline]
pub(crate) fn control_words() -> u64 {
    const FLAGS: u32 = 0x3f;
    let (mut mxcsr, mut x87) = (0_u32, 0_u16);
    // SAFETY: it writes four bytes.
    unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut mxcsr, options(nostack, preserves_flags)) };
    // SAFETY: it writes two bytes.
    unsafe { asm!("fnstcw [{}]", in(reg) &raw mut x87, options(nostack, preserves_flags)) };
    u64::from(mxcsr & !FLAGS) << 16 | u64::from(x87)
}
