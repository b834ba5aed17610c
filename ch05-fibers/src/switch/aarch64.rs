//! The switch on aarch64 (AAPCS64, Linux and Apple's variant of it).
//!
//! | register | why it is kept, or not |
//! |---|---|
//! | `sp` | is the switch |
//! | `x19`, `x29` | LLVM keeps them for itself, so they cannot be declared destroyed: stored by hand |
//! | `x30` | where a function returns to: stored by whoever is called, as on every call |
//! | `x0` | the word, in both directions |
//! | `x1` | out of the fiber: where it has stopped, 0 if it has finished |
//! | `x2` | the other side's stack pointer |
//! | `x18` | the platform's, if it has reserved it, as Apple has: not touched; elsewhere one of the others |
//! | `d8` to `d15` | a function must give them back, a fiber need not: declared destroyed, as all of `v8` to `v15` |
//! | all others | declared destroyed: the compiler saves those that are in use |
//!
//! A processor predicts a `ret` by the `blr` before it. So a resumer *calls* the fiber, and a fiber
//! *returns* to it; the first function of a fiber is branched to, with a return address put into `x30`
//! by hand. Each call has its return.
//!
//! A call leaves the return address in `x30` and not in memory. So the fiber begins as every function
//! does: it stores its caller's `x29` and `x30`, a *frame record*, on its caller's stack.
//!
//! ```text
//!      the resumer's stack                      the fiber's stack
//!     ├──────────────────────┤                 ├──────────────────────┤
//!     │                      │                 │                      │
//!     │ x19                  │                 │ x19                  │
//!     │ x30: return address  │                 │ x29                  │
//!     │ x29                  │ ◄─ its stack    │ where to go on       │ ◄─ its stack
//!     └──────────────────────┘    pointer      └──────────────────────┘    pointer
//! ```
//!
//! The stack pointer is a multiple of 16 whenever memory is accessed by it, or the processor faults; so
//! both have a word that is not used.

use std::arch::{asm, naked_asm};
use std::ptr::NonNull;

use super::{Main, StackPointer, Word};
use crate::fiber::Link;
use crate::stack::Stack;

/// What [`prepare`] writes, and a word that keeps the stack pointer at a multiple of 16.
pub(crate) const FRAME_WORDS: usize = 4;

/// Makes a fresh stack look like one that has suspended before its first instruction.
///
/// ```text
/// frame + 32   the closure, and the link above it
/// frame + 24
/// frame + 16   address of the link
/// frame +  8   address of main
/// frame        address of enter   ◄── the stack pointer
/// ```
///
/// # Safety
/// - `frame` is a multiple of 16, with room for [`FRAME_WORDS`] above it and for the fiber's frames below.
/// - `link` is alive as long as the stack is used.
/// - Both are on that stack.
#[inline(always)]
pub(crate) unsafe fn prepare(
    frame: NonNull<usize>,
    link: NonNull<Link>,
    main: Main,
    _stack: &impl Stack,
) -> StackPointer {
    // SAFETY: the caller has made room for it.
    unsafe { frame.cast().write(Frame { enter, main, link }) };
    frame
}

#[repr(C)]
struct Frame {
    enter: unsafe extern "C" fn(),
    main: Main,
    link: NonNull<Link>,
}

/// Runs a fiber until it suspends or finishes; gives the word that it has sent, and where it has stopped,
/// `None` if it has finished.
///
/// # Safety
/// `fiber` is the stack pointer of a fiber of this thread that is [prepared](prepare) or has suspended, and
/// has not been used since (rules 1, 2 and 4).
#[inline(always)]
pub(crate) unsafe fn resume(fiber: StackPointer, word: Word) -> (Word, Option<StackPointer>) {
    let (answer, stopped);
    // SAFETY: what the fiber destroys is declared or stored, here or by the fiber, which gives `x29` back and
    // returns with the stack pointer that it was called with.
    unsafe {
        asm!(
            "str x19, [sp, #-16]!",
            "ldr x3, [x2]",
            "blr x3",
            "ldr x19, [sp], #16",
            inlateout("x2") fiber.as_ptr() => _,
            inlateout("x0") word => answer,
            lateout("x1") stopped,
            lateout("x20") _, lateout("x21") _, lateout("x22") _, lateout("x23") _, lateout("x24") _,
            lateout("x25") _, lateout("x26") _, lateout("x27") _, lateout("x28") _,
            clobber_abi("C"),
        );
    }
    let stopped: *mut usize = stopped;
    (answer, NonNull::new(stopped))
}

/// Leaves the fiber for its resumer; when it is resumed, gives the word that was sent, and the resumer of
/// that time.
///
/// # Safety
/// This runs on a fiber's stack, and `resumer` is who has resumed it last (rules 1 and 4).
#[inline(always)]
pub(crate) unsafe fn suspend(resumer: StackPointer, word: Word) -> (Word, StackPointer) {
    let (answer, resumer_then): (Word, *mut usize);
    // SAFETY: what happens until the fiber is resumed is declared or stored, and its stack stays (rule 2).
    unsafe {
        asm!(
            "adr x3, 2f",
            "stp x3, x29, [sp, #-32]!",
            "str x19, [sp, #16]",
            "mov x1, sp",
            "mov sp, x2",
            "ldp x29, x30, [sp], #16",
            "ret",
            "2:",
            "stp x29, x30, [sp, #-16]!",
            "mov x3, sp",
            "ldp x29, x19, [x2, #8]",
            "add sp, x2, #32",
            in("x2") resumer.as_ptr(),
            inlateout("x0") word => answer,
            lateout("x3") resumer_then,
            lateout("x20") _, lateout("x21") _, lateout("x22") _, lateout("x23") _, lateout("x24") _,
            lateout("x25") _, lateout("x26") _, lateout("x27") _, lateout("x28") _,
            clobber_abi("C"),
        );
    }
    // SAFETY: a resumer's stack pointer is no null pointer.
    (answer, unsafe { NonNull::new_unchecked(resumer_then) })
}

/// Leaves the fiber for its resumer, for good.
///
/// # Safety
/// As [`suspend`]; and nothing on the fiber's stack but what `word` points to is needed any more.
#[inline(always)]
pub(crate) unsafe fn finish(resumer: StackPointer, word: Word) -> ! {
    // SAFETY: the resumer goes on behind its call, as rule 1 says.
    unsafe {
        asm!(
            "mov sp, x2",
            "ldp x29, x30, [sp], #16",
            "mov x1, xzr",
            "ret",
            in("x2") resumer.as_ptr(),
            in("x0") word,
            options(noreturn),
        )
    }
}

/// The first instructions on a fresh stack: [`resume`] calls them with the word in `x0` and the frame
/// in `x2`, still on the resumer's stack.
///
/// To who walks up the stack this is the function that has called `main`, and the resumer is
/// the one that has called this. The resumer's frame is found through the link, whose address `main`
/// and all below it keep in `x29`, as they must. From its stack pointer up lie the frame record that has
/// been stored last, and the register that [`resume`] has stored.
#[unsafe(naked)]
unsafe extern "C" fn enter() {
    naked_asm!(
        ".cfi_startproc",
        // The resumer's stack pointer before it stored anything is *x29 + 32.
        ".cfi_escape 0x0f, 5, 0x8d, 0, 0x06, 0x23, 32",
        ".cfi_offset x29, -32",
        ".cfi_offset x30, -24",
        ".cfi_offset x19, -16",
        "stp x29, x30, [sp, #-16]!",
        "ldp x3, x29, [x2, #8]",
        "mov x4, sp",
        "str x4, [x29]",
        "add sp, x2, #32",
        "mov x1, x29",
        "adr x30, 2f",
        "br x3",
        "2:",
        "brk #1", // `main` does not return.
        ".cfi_endproc",
    )
}

/// FPCR: how to round, and what to report. The flags are in a register of their own.
#[cfg(debug_assertions)]
#[inline]
pub(crate) fn control_words() -> u64 {
    let fpcr;
    // SAFETY: it reads a register.
    unsafe { asm!("mrs {}, fpcr", out(reg) fpcr, options(nomem, nostack, preserves_flags)) };
    fpcr
}

/// Nothing: a walker goes from [`enter`] straight to the resumer.
pub(crate) type Bridge = ();
pub(crate) const BRIDGE: Bridge = ();
