//! Own stack: where the thread's own stack is, and where on which stack the caller stands.

use std::arch::asm;
use std::num::NonZeroUsize;

#[cfg_attr(
    any(target_os = "linux", target_os = "android"),
    path = "own_stack/linux.rs"
)]
#[cfg_attr(target_vendor = "apple", path = "own_stack/apple.rs")]
#[cfg_attr(
    not(any(target_os = "linux", target_os = "android", target_vendor = "apple")),
    path = "own_stack/elsewhere.rs"
)]
mod sys;

/// The addresses of a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Addresses {
    pub(super) lowest: usize,
    /// One past the highest.
    pub(super) end: NonZeroUsize,
}

impl Addresses {
    /// As if all of memory were one stack.
    const ALL: Addresses = Addresses {
        lowest: 0,
        end: NonZeroUsize::MAX,
    };

    pub(super) fn contains(self, address: usize) -> bool {
        (self.lowest..self.end.get()).contains(&address)
    }
}

/// The addresses of the stack that the system has given this thread; all there are, if it does not say.
pub(super) fn of_thread() -> Addresses {
    sys::of_thread().unwrap_or(Addresses::ALL)
}

/// The stack pointer.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn pointer() -> usize {
    let pointer: usize;
    // SAFETY: it reads a register.
    unsafe { asm!("mov {}, rsp", out(reg) pointer, options(nomem, nostack, preserves_flags)) };
    pointer
}

/// The stack pointer.
#[cfg(target_arch = "aarch64")]
#[inline(always)]
pub(super) fn pointer() -> usize {
    let pointer: usize;
    // SAFETY: it reads a register.
    unsafe { asm!("mov {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags)) };
    pointer
}
