//! x86_64: `rbx`, `rbp` and `r12` to `r15`; `mxcsr` and the x87 control word.

use std::arch::{asm, naked_asm};
use std::fmt;

/// A value for each register, in the order of their names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks([u64; 6]);

impl From<u64> for Marks {
    fn from(first: u64) -> Marks {
        Marks([0, 1, 2, 3, 4, 5].map(|index| first + index))
    }
}

impl fmt::Debug for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = ["rbx", "rbp", "r12", "r13", "r14", "r15"];
        f.debug_map().entries(names.iter().zip(self.0)).finish()
    }
}

/// Calls `leave` with the marks in the registers, and gives what is in them when it returns.
pub(crate) fn call_with_marks<T>(
    marks: Marks,
    leave: extern "C" fn(*mut T),
    argument: *mut T,
) -> Marks {
    let mut words = marks.0;
    // SAFETY: what the call destroys is declared, or pushed; two pushes leave the stack aligned.
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "push rcx",
            "push rcx",
            "mov rbx, [rcx]",
            "mov rbp, [rcx + 8]",
            "mov r12, [rcx + 16]",
            "mov r13, [rcx + 24]",
            "mov r14, [rcx + 32]",
            "mov r15, [rcx + 40]",
            "call rax",
            "pop rcx",
            "pop rcx",
            "mov [rcx], rbx",
            "mov [rcx + 8], rbp",
            "mov [rcx + 16], r12",
            "mov [rcx + 24], r13",
            "mov [rcx + 32], r14",
            "mov [rcx + 40], r15",
            "pop rbp",
            "pop rbx",
            in("rcx") &raw mut words,
            in("rax") leave,
            in("rdi") argument,
            out("r12") _, out("r13") _, out("r14") _, out("r15") _,
            clobber_abi("C"),
        );
    }
    Marks(words)
}

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
