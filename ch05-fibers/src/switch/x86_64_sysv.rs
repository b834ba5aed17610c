//! The switch on x86_64 outside Windows (System V ABI).
//!
//! | register | why it is kept, or not |
//! |---|---|
//! | `rsp` | is the switch |
//! | `rbx`, `rbp` | LLVM keeps them for itself, so they cannot be declared destroyed: pushed by hand |
//! | `rdi` | the word, in both directions |
//! | `rsi` | out of the fiber: where it has stopped, 0 if it has finished |
//! | `rdx` | the other side's stack pointer |
//! | all others | declared destroyed: the compiler saves those that are in use |
//!
//! A processor predicts a `ret` by the `call` before it. So a resumer *calls* the fiber, and a fiber
//! *returns* to it; the first function of a fiber is jumped to, with a return address put there by
//! hand. Each call has its return.

use std::arch::{asm, naked_asm};
use std::ptr::NonNull;

use super::{Main, StackPointer, Word};
use crate::fiber::Link;
use crate::stack::Stack;

#[cfg(debug_assertions)]
pub(crate) use super::x86_64_control::control_words;

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
    // SAFETY: what the fiber destroys is declared or pushed, and it comes back by the return address that
    // the call has pushed, with the stack pointer that it was called with.
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "call qword ptr [rdx]",
            "pop rbp",
            "pop rbx",
            inlateout("rdx") fiber.as_ptr() => _,
            inlateout("rdi") word => answer,
            lateout("rsi") stopped,
            lateout("r12") _, lateout("r13") _, lateout("r14") _, lateout("r15") _,
            clobber_abi("sysv64"),
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
    // SAFETY: what happens until the fiber is resumed is declared or pushed, and its stack stays (rule 2).
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "lea rax, [rip + 2f]",
            "push rax",
            "mov rsi, rsp",
            "mov rsp, rdx",
            "ret",
            "2:",
            "xchg rsp, rdx",
            "pop rax",
            "pop rbp",
            "pop rbx",
            inlateout("rdx") resumer.as_ptr() => resumer_then,
            inlateout("rdi") word => answer,
            lateout("r12") _, lateout("r13") _, lateout("r14") _, lateout("r15") _,
            clobber_abi("sysv64"),
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
            "mov rsp, {resumer}",
            "xor esi, esi",
            "ret",
            resumer = in(reg) resumer.as_ptr(),
            in("rdi") word,
            options(noreturn),
        )
    }
}

/// The first instructions on a fresh stack: [`resume`] calls them with the word in `rdi` and the frame
/// in `rdx`, still on the resumer's stack.
///
/// To who walks up the stack this is the function that has called `main`, and the resumer is
/// the one that has called this. The resumer's frame is found through the link, whose address `main`
/// and all below it keep in `rbp`, as they must. Above its return address lie the two registers that
/// [`resume`] has pushed.
#[unsafe(naked)]
unsafe extern "C" fn enter() {
    naked_asm!(
        ".cfi_startproc",
        // The resumer's stack pointer before its pushes is *rbp + 24.
        ".cfi_escape 0x0f, 5, 0x76, 0, 0x06, 0x23, 24",
        ".cfi_offset rip, -24",
        ".cfi_offset rbp, -16",
        ".cfi_offset rbx, -8",
        "mov rbp, [rdx + 16]",
        "mov rax, [rdx + 8]",
        "mov [rbp], rsp",
        "lea rsp, [rdx + 16]",
        "mov rsi, rbp",
        "lea rcx, [rip + 2f]",
        "push rcx",
        "jmp rax",
        "2:",
        "ud2", // `main` does not return.
        ".cfi_endproc",
    )
}

/// Nothing: a walker goes from [`enter`] straight to the resumer.
pub(crate) type Bridge = ();
pub(crate) const BRIDGE: Bridge = ();
