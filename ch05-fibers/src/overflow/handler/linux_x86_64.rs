//! Where the stack pointer of an interrupted thread is: Linux on x86_64.

use libc::{c_void, ucontext_t};

/// # Safety
/// `context` is a live `ucontext_t`.
pub(super) unsafe fn stack_pointer(context: *const c_void) -> Option<usize> {
    // SAFETY: as the caller says.
    let registers = unsafe { &(*context.cast::<ucontext_t>()).uc_mcontext.gregs };
    usize::try_from(registers[libc::REG_RSP as usize]).ok()
}
