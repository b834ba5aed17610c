//! macOS and its kin: pthread_get_stackaddr_np(3).

use std::num::NonZeroUsize;

use super::Addresses;

pub(super) fn of_thread() -> Option<Addresses> {
    // SAFETY: the call takes nothing.
    let thread = unsafe { libc::pthread_self() };
    // SAFETY: the thread is running.
    let highest = unsafe { libc::pthread_get_stackaddr_np(thread) }.addr();
    // SAFETY: likewise.
    let size = unsafe { libc::pthread_get_stacksize_np(thread) };
    Some(Addresses {
        lowest: highest - size,
        end: NonZeroUsize::new(highest)?,
    })
}
