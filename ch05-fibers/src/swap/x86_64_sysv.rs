//! Swap on x86_64 outside Windows. See the System V ABI, "Registers".
//!
//! A function must give back `rbx`, `rbp`, `r12` to `r15`, the stack pointer, and how floating-point numbers
//! are rounded and what is reported of them: the control words of SSE (`mxcsr`) and of the x87. All else its
//! caller expects to be lost. So `swap` needs to keep no more than that.

use std::arch::naked_asm;
use std::ptr::NonNull;

/// What `swap` leaves on a stack, from where the stack pointer is upwards.
#[repr(C, align(16))]
pub(super) struct Frame {
    control: [u32; 2],
    r15: usize,
    r14: usize,
    r13: usize,
    r12: usize,
    rbx: usize,
    rbp: usize,
    return_address: usize,
    unused: [usize; 2],
}

impl Frame {
    /// What each of its words is.
    pub(super) const WORDS: &[&str] = &[
        "how to round: mxcsr, and the x87 control word",
        "r15",
        "r14",
        "r13: the argument of main",
        "r12: main",
        "rbx",
        "rbp: 0, so that whoever follows the frames stops here",
        "return address: `begin`",
        "unused, so that the stack is aligned when main is called",
        "unused",
    ];

    /// A frame as if `begin` had called `swap`, with what it needs in two registers.
    pub(super) fn beginning(main: usize, argument: usize) -> Frame {
        /// All exceptions masked, round to nearest: what a program begins with.
        const MXCSR: u32 = 0x1f80;
        const X87: u32 = 0x037f;
        Frame {
            control: [MXCSR, X87],
            r15: 0,
            r14: 0,
            r13: argument,
            r12: main,
            rbx: 0,
            rbp: 0,
            return_address: begin as *const () as usize,
            unused: [0; 2],
        }
    }
}

/// # Safety
/// As [`super::swap`].
#[unsafe(naked)]
pub(super) unsafe extern "C" fn swap(from: NonNull<*mut usize>, to: *mut usize) {
    naked_asm!(
        // The call has pushed the return address.
        "push rbp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "sub rsp, 8",
        "stmxcsr [rsp]",
        "fnstcw [rsp + 4]",
        "mov [rdi], rsp",
        // From here on it is the other stack.
        "mov rsp, rsi",
        "ldmxcsr [rsp]",
        "fldcw [rsp + 4]",
        "add rsp, 8",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}

/// What the first `swap` to a stack returns to: calls `main`, as one calls a function, with the stack
/// pointer at a multiple of 16.
#[unsafe(naked)]
unsafe extern "C" fn begin() {
    naked_asm!(
        "mov rdi, r13",
        "call r12",
        "ud2", // `main` does not return.
    )
}
