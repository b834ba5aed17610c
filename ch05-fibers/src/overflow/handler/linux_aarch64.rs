//! Where the stack pointer of an interrupted thread is: Linux on aarch64.

use libc::{c_void, ucontext_t};

/// # Safety
/// `context` is a live `ucontext_t`.
pub(super) unsafe fn stack_pointer(context: *const c_void) -> Option<usize> {
    // SAFETY: as the caller says.
    let pointer = unsafe { (*context.cast::<ucontext_t>()).uc_mcontext.sp };
    usize::try_from(pointer).ok()
}
