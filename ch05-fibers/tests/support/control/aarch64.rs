//! aarch64: `fpcr`.

use std::arch::{asm, naked_asm};

/// How numbers are rounded, and what is reported of them.
pub(crate) fn control_words() -> u64 {
    let words;
    // SAFETY: it reads a register.
    unsafe { asm!("mrs {}, fpcr", out(reg) words) };
    words
}

/// Runs `body` while numbers are rounded towards zero.
pub(crate) fn round_towards_zero(body: impl FnOnce()) {
    let before = control_words();
    set_control_words(before | 0b11 << 22);
    body();
    set_control_words(before);
}

fn set_control_words(words: u64) {
    // SAFETY: rounding is all that is changed, and the caller changes it back.
    unsafe { asm!("msr fpcr, {}", in(reg) words) };
}

/// Tells `found` whether the stack was aligned when this was called; if not, nothing else can be.
#[unsafe(naked)]
pub(crate) extern "C" fn is_aligned_on_entry(
    argument: *mut (),
    found: extern "C" fn(*mut (), bool) -> !,
) -> ! {
    naked_asm!(
        "mov x9, x1",
        "mov x10, sp",
        "tst x10, #15",
        "cset w1, eq",
        "and x10, x10, #-16",
        "mov sp, x10",
        "blr x9",
        "udf #0",
    )
}
