//! Swap on aarch64 outside Windows. See the Procedure Call Standard for the Arm 64-bit Architecture.
//!
//! A function must give back `x19` to `x28`, the frame pointer `x29`, the stack pointer, the lower halves of
//! `v8` to `v15`, and how floating-point numbers are rounded (`fpcr`). All else its caller expects to be lost;
//! where to return to is in `x30`. So `swap` needs to keep no more than that.

use std::arch::naked_asm;
use std::ptr::NonNull;

/// What `swap` leaves on a stack, from where the stack pointer is upwards.
#[repr(C, align(16))]
pub(super) struct Frame {
    x19_to_x28: [usize; 10],
    x29: usize,
    x30: usize,
    d8_to_d15: [u64; 8],
    fpcr: usize,
    unused: usize,
}

impl Frame {
    /// What each of its words is.
    pub(super) const WORDS: &[&str] = &[
        "x19: main",
        "x20: the argument of main",
        "x21",
        "x22",
        "x23",
        "x24",
        "x25",
        "x26",
        "x27",
        "x28",
        "x29: 0, so that whoever follows the frames stops here",
        "x30, where to return to: `begin`",
        "d8",
        "d9",
        "d10",
        "d11",
        "d12",
        "d13",
        "d14",
        "d15",
        "fpcr: how to round",
        "unused, so that the stack is aligned",
    ];

    /// A frame as if `begin` had called `swap`, with what it needs in two registers.
    pub(super) fn beginning(main: usize, argument: usize) -> Frame {
        let mut x19_to_x28 = [0; 10];
        x19_to_x28[..2].copy_from_slice(&[main, argument]);
        Frame {
            x19_to_x28,
            x29: 0,
            x30: begin as *const () as usize,
            d8_to_d15: [0; 8],
            fpcr: 0, // Round to nearest: what a program begins with.
            unused: 0,
        }
    }
}

/// # Safety
/// As [`super::swap`].
#[unsafe(naked)]
pub(super) unsafe extern "C" fn swap(from: NonNull<*mut usize>, to: *mut usize) {
    naked_asm!(
        "sub sp, sp, #176",
        "stp x19, x20, [sp]",
        "stp x21, x22, [sp, #16]",
        "stp x23, x24, [sp, #32]",
        "stp x25, x26, [sp, #48]",
        "stp x27, x28, [sp, #64]",
        "stp x29, x30, [sp, #80]",
        "stp d8, d9, [sp, #96]",
        "stp d10, d11, [sp, #112]",
        "stp d12, d13, [sp, #128]",
        "stp d14, d15, [sp, #144]",
        "mrs x9, fpcr",
        "str x9, [sp, #160]",
        "mov x9, sp",
        "str x9, [x0]",
        // From here on it is the other stack.
        "mov sp, x1",
        "ldr x9, [sp, #160]",
        "msr fpcr, x9",
        "ldp x19, x20, [sp]",
        "ldp x21, x22, [sp, #16]",
        "ldp x23, x24, [sp, #32]",
        "ldp x25, x26, [sp, #48]",
        "ldp x27, x28, [sp, #64]",
        "ldp x29, x30, [sp, #80]",
        "ldp d8, d9, [sp, #96]",
        "ldp d10, d11, [sp, #112]",
        "ldp d12, d13, [sp, #128]",
        "ldp d14, d15, [sp, #144]",
        "add sp, sp, #176",
        "ret",
    )
}

/// What the first `swap` to a stack returns to: calls `main`, as one calls a function.
#[unsafe(naked)]
unsafe extern "C" fn begin() {
    naked_asm!(
        "mov x0, x20",
        "blr x19",
        "udf #0", // `main` does not return.
    )
}
