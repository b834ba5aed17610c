//! The switch on x86_64 Windows.
//!
//! | register | why it is kept, or not |
//! |---|---|
//! | `rsp` | is the switch |
//! | `rbx`, `rbp` | LLVM keeps them for itself, so they cannot be declared destroyed: pushed by hand |
//! | `rcx` | the word, in both directions |
//! | `r8` | out of the fiber: where it has stopped, 0 if it has finished |
//! | `rdx` | the other side's stack pointer |
//! | `rdi`, `rsi`, `xmm6` to `xmm15` | a function must give them back here, a fiber need not: declared destroyed |
//! | all others | declared destroyed: the compiler saves those that are in use |
//!
//! # The thread information block
//!
//! `gs` points to it. It describes the stack that the thread runs on, and Windows believes it, so four
//! of its words change with the stack:
//!
//! - `gs:[0]`, ExceptionList: where a list of handlers begins. Wine reads it, and would call one of the
//!   resumer's for a fiber's panic; Windows does not, on this processor.
//! - `gs:[8]`, StackBase: one past the highest byte. A panic reads it, as every exception does: a frame that is not
//!   below it is no frame, and is not unwound.
//! - `gs:[16]`, StackLimit: the lowest byte in use. Read likewise; and by a function with large frames, which
//!   touches each page below it on the way down.
//! - `gs:[0x1478]`, DeallocationStack: the lowest byte of all. The kernel reads it: a guard page that is hit above
//!   it is this stack's, and the last pages are left for who handles the overflow.
//!
//! # Who pushes
//!
//! A processor predicts a `ret` by the `call` before it. So a resumer *calls* the fiber, and a fiber
//! *returns* to it; the first function of a fiber is jumped to, with a return address put there by
//! hand. Each call has its return.
//!
//! What is kept of the resumer is pushed by the fiber that it calls, behind the return address, as a
//! function does that has been called. Only such a frame can be described to who walks up a stack here.
//!
//! ```text
//!      the resumer's stack                      the fiber's stack
//!     ├──────────────────────┤                 ├──────────────────────┤
//!     │ return address       │                 │ rbx                  │
//!     │ rbx                  │                 │ rbp                  │
//!     │ rbp                  │                 │ ExceptionList        │
//!     │ ExceptionList        │                 │ StackBase            │
//!     │ StackBase            │                 │ StackLimit           │
//!     │ StackLimit           │                 │ DeallocationStack    │
//!     │ DeallocationStack    │ ◄─ its stack    │ where to go on       │ ◄─ its stack
//!     └──────────────────────┘    pointer      └──────────────────────┘    pointer
//! ```
//!
//! # Walking up
//!
//! A backtrace goes on in the resumer, by way of [`enter`] and [`bridge`]. The system's search for who
//! handles an exception does not: it ends where StackBase says that the stack ends. For a panic that
//! is all the same, as it is caught in the fiber's first function. But a fault is seen by vectored handlers
//! alone, and not by the filter of `SetUnhandledExceptionFilter`, which is called at the base of a
//! thread's own stack.
//!
//! Left out: the shadow stack of a program that is linked with `/CETCOMPAT`, which Rust's are not.

use std::arch::{asm, naked_asm};
use std::ptr::NonNull;

use super::{Main, StackPointer, Word};
use crate::fiber::Link;
use crate::stack::{GUARD, Stack};

#[cfg(debug_assertions)]
pub(crate) use super::x86_64_control::control_words;

/// What [`prepare`] writes, and a word that keeps the stack pointer at a multiple of 16. `main` uses it
/// again: it may write to the 32 bytes above its return address.
pub(crate) const FRAME_WORDS: usize = 8;

/// Makes a fresh stack look like one that has suspended before its first instruction.
///
/// ```text
/// frame + 64   the closure, and the link above it
/// frame + 56
/// frame + 48   address of main      in place of rbx
/// frame + 40   address of the link  in place of rbp
/// frame + 32   ExceptionList
/// frame + 24   StackBase
/// frame + 16   StackLimit
/// frame +  8   DeallocationStack
/// frame        address of enter   ◄── the stack pointer
/// ```
///
/// # Safety
/// - `frame` is a multiple of 16, with room for [`FRAME_WORDS`] above it and for the fiber's frames below.
/// - `link` is alive as long as the stack is used.
/// - Both are on `stack`.
#[inline(always)]
pub(crate) unsafe fn prepare(
    frame: NonNull<usize>,
    link: NonNull<Link>,
    main: Main,
    stack: &impl Stack,
) -> StackPointer {
    let limit = stack.bottom().as_ptr();
    let content = Frame {
        enter,
        deallocation: limit.wrapping_sub(GUARD),
        limit,
        base: stack.top(),
        exceptions: NO_HANDLER,
        link,
        main,
    };
    // SAFETY: the caller has made room for it.
    unsafe { frame.cast().write(content) };
    frame
}

/// The end of an ExceptionList.
const NO_HANDLER: usize = usize::MAX;

#[repr(C)]
struct Frame {
    enter: unsafe extern "C" fn(),
    deallocation: *mut u8,
    limit: *mut u8,
    base: NonNull<u8>,
    exceptions: usize,
    link: NonNull<Link>,
    main: Main,
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
    // SAFETY: what the fiber destroys is declared, or pushed by it, and it comes back by the return address that
    // the call has pushed, with the stack pointer that it was called with.
    unsafe {
        asm!(
            "call qword ptr [rdx]",
            inlateout("rdx") fiber.as_ptr() => _,
            inlateout("rcx") word => answer,
            lateout("r8") stopped,
            lateout("r12") _, lateout("r13") _, lateout("r14") _, lateout("r15") _,
            clobber_abi("win64", "sysv64"), // What either may destroy, and that is all.
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
            "push qword ptr gs:[0]",
            "push qword ptr gs:[8]",
            "push qword ptr gs:[16]",
            "push qword ptr gs:[0x1478]",
            "lea rax, [rip + 2f]",
            "push rax",
            "mov r8, rsp",
            "mov rsp, rdx",
            "pop qword ptr gs:[0x1478]",
            "pop qword ptr gs:[16]",
            "pop qword ptr gs:[8]",
            "pop qword ptr gs:[0]",
            "pop rbp",
            "pop rbx",
            "ret",
            "2:",
            "push rbx",
            "push rbp",
            "push qword ptr gs:[0]",
            "push qword ptr gs:[8]",
            "push qword ptr gs:[16]",
            "push qword ptr gs:[0x1478]",
            "xchg rsp, rdx",
            "pop rax",
            "pop qword ptr gs:[0x1478]",
            "pop qword ptr gs:[16]",
            "pop qword ptr gs:[8]",
            "pop qword ptr gs:[0]",
            "pop rbp",
            "pop rbx",
            inlateout("rdx") resumer.as_ptr() => resumer_then,
            inlateout("rcx") word => answer,
            lateout("r12") _, lateout("r13") _, lateout("r14") _, lateout("r15") _,
            clobber_abi("win64", "sysv64"),
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
            "mov rsp, rdx",
            "xor r8d, r8d",
            "pop qword ptr gs:[0x1478]",
            "pop qword ptr gs:[16]",
            "pop qword ptr gs:[8]",
            "pop qword ptr gs:[0]",
            "pop rbp",
            "pop rbx",
            "ret",
            in("rdx") resumer.as_ptr(),
            in("rcx") word,
            options(noreturn),
        )
    }
}

/// The first instructions on a fresh stack: [`resume`] calls them with the word in `rcx` and the frame
/// in `rdx`, still on the resumer's stack.
///
/// To who walks up the stack this is the function that has called `main`, and [`bridge`] is the one that
/// has called this. `main` and all below it keep the link's address in `rbp`, as they must: so what the walker takes
/// for this frame is the link: its first word is to the walker a `rbp` that was pushed, its second the return
/// address.
#[unsafe(naked)]
unsafe extern "C" fn enter() {
    naked_asm!(
        ".seh_proc {enter}",
        ".seh_pushreg rbp",
        ".seh_setframe rbp, 0",
        ".seh_endprologue",
        "push rbx",
        "push rbp",
        "push qword ptr gs:[0]",
        "push qword ptr gs:[8]",
        "push qword ptr gs:[16]",
        "push qword ptr gs:[0x1478]",
        "xchg rsp, rdx",
        "pop rax",
        "pop qword ptr gs:[0x1478]",
        "pop qword ptr gs:[16]",
        "pop qword ptr gs:[8]",
        "pop qword ptr gs:[0]",
        "pop rbp",
        "pop rax",
        "mov [rbp], rdx",
        "mov rdx, rbp",
        "sub rsp, 24", // With the word that is left, 32 bytes.
        "lea r9, [rip + 2f]",
        "push r9",
        "jmp rax",
        "2:",
        "ud2", // `main` does not return.
        ".seh_endproc",
        enter = sym enter,
    )
}

/// Never runs: it is how a walker gets from a fiber's stack to its resumer's.
///
/// What describes a frame on Windows cannot say "the stack pointer is in memory, there". It can say that `rbp` has
/// been pushed, and that a function's frame is where `rbp` points; but not both of one frame, in that
/// order. So there are two: out of [`enter`] the walker comes with the resumer's stack pointer in
/// `rbp`, and this frame is where that points: it is what the fiber has pushed there, and the return address.
#[unsafe(naked)]
unsafe extern "C" fn bridge() {
    naked_asm!(
        ".seh_proc {bridge}",
        ".seh_pushreg rbx",
        ".seh_pushreg rbp",
        ".seh_stackalloc 32",
        ".seh_setframe rbp, 0",
        ".seh_endprologue",
        "ud2",
        ".seh_endproc",
        bridge = sym bridge,
    )
}

/// The second word of a link.
pub(crate) type Bridge = unsafe extern "C" fn();
pub(crate) const BRIDGE: Bridge = bridge;
