//! Linux: pthread_getattr_np(3).

use std::mem::MaybeUninit;
use std::num::NonZeroUsize;
use std::ptr;

use super::Addresses;

pub(super) fn of_thread() -> Option<Addresses> {
    let mut attributes = MaybeUninit::<libc::pthread_attr_t>::uninit();
    // SAFETY: the call takes nothing.
    let thread = unsafe { libc::pthread_self() };
    // SAFETY: `attributes` has room for what the call writes.
    if unsafe { libc::pthread_getattr_np(thread, attributes.as_mut_ptr()) } != 0 {
        return None;
    }
    let (mut lowest, mut size) = (ptr::null_mut(), 0);
    // SAFETY: the call before has written them.
    let result =
        unsafe { libc::pthread_attr_getstack(attributes.as_ptr(), &mut lowest, &mut size) };
    // SAFETY: likewise, and they are not used again.
    unsafe { libc::pthread_attr_destroy(attributes.as_mut_ptr()) };
    if result != 0 {
        return None;
    }
    Some(Addresses {
        lowest: lowest.addr(),
        end: NonZeroUsize::new(lowest.addr() + size)?,
    })
}
