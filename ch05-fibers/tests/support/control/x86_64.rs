//! x86_64: `mxcsr` and the x87 control word.

use std::arch::{asm, naked_asm};

/// `mxcsr` without what it reports, and the x87 control word.
pub(crate) fn control_words() -> u64 {
    let (mut mxcsr, mut x87) = (0_u32, 0_u16);
    // SAFETY: each writes what it is given.
    unsafe { asm!("stmxcsr [{}]", "fnstcw [{}]", in(reg) &raw mut mxcsr, in(reg) &raw mut x87) };
    u64::from(mxcsr & !0x3f) << 16 | u64::from(x87)
}

/// Runs `body` while numbers are rounded towards zero, by both sets of instructions.
pub(crate) fn round_towards_zero(body: impl FnOnce()) {
    let before = control_words();
    set_control_words(before | 0x6000 << 16 | 0x0c00);
    body();
    set_control_words(before);
}

fn set_control_words(words: u64) {
    let (mxcsr, x87) = ((words >> 16) as u32, words as u16);
    // SAFETY: rounding is all that is changed, and the caller changes it back.
    unsafe { asm!("ldmxcsr [{}]", "fldcw [{}]", in(reg) &raw const mxcsr, in(reg) &raw const x87) };
}

/// Tells `found` whether the stack was aligned when this was called; if not, nothing else can be.
#[unsafe(naked)]
pub(crate) extern "C" fn is_aligned_on_entry(
    argument: *mut (),
    found: extern "C" fn(*mut (), bool) -> !,
) -> ! {
    naked_asm!(
        "lea rdx, [rsp + 8]", // before the call
        "mov rax, rsi",
        "xor esi, esi",
        "test edx, 15",
        "sete sil",
        "and rsp, -16",
        "call rax",
        "ud2",
    )
}
