//! Windows: a guard that looks as under a thread's own stack.
//!
//! ```text
//! ┌──────────┬───────────────────────┬────────────┬──────────
//! │ reserved │ for who handles it    │ PAGE_GUARD │ stack …
//! │ 1 page   │ reserved, 4 pages     │ 1 page     │
//! └──────────┴───────────────────────┴────────────┴──────────
//! ▲ DeallocationStack                              ▲ StackLimit
//! ```
//!
//! The kernel tells of an overflow on the stack that has overflowed. When a guard page is hit so
//! near the lower end of the stack on which the thread runs, it commits what is below it, and raises
//! `EXCEPTION_STACK_OVERFLOW`, whose handlers run there.
//!
//! A stack is committed whole. A page still costs memory only once it is touched, but the system counts
//! it, and commits no more than memory and paging files together hold. So 16 GiB of both have room for
//! less than 65,536 stacks of 256 KiB.
//!
//! Left out: to commit page after page, as a thread's own stack does. Whoever takes a stack that has
//! been used would have to know how far down it is committed.

use std::io;
use std::mem::MaybeUninit;
use std::ptr::{self, NonNull};

use windows_sys::Win32::System::Memory::{
    MEM_COMMIT, MEM_DECOMMIT, MEM_RELEASE, MEM_RESERVE, PAGE_GUARD, PAGE_READWRITE, VirtualAlloc,
    VirtualFree, VirtualProtect,
};
use windows_sys::Win32::System::SystemInformation::{GetSystemInfo, SYSTEM_INFO};

/// On x86_64.
const PAGE: usize = 4096;

/// How large a guard is, in bytes.
pub(crate) const GUARD: usize = PAGE + crate::overflow::ROOM;

pub(in crate::stack) fn page_size() -> usize {
    let mut info = MaybeUninit::<SYSTEM_INFO>::uninit();
    // SAFETY: `info` has room for what the call writes.
    unsafe { GetSystemInfo(info.as_mut_ptr()) };
    // SAFETY: the call has written it.
    let size = unsafe { info.assume_init() }.dwPageSize as usize;
    debug_assert_eq!(size, PAGE, "the processor has no other small pages");
    size
}

pub(in crate::stack) fn guard_size(_page: usize) -> usize {
    GUARD
}

pub(in crate::stack) fn reserve(length: usize) -> io::Result<NonNull<u8>> {
    // SAFETY: the kernel chooses a place where nothing is.
    let start = unsafe {
        VirtualAlloc(
            ptr::null(),
            length,
            MEM_RESERVE | MEM_COMMIT,
            PAGE_READWRITE,
        )
    };
    NonNull::new(start.cast()).ok_or_else(io::Error::last_os_error)
}

/// # Safety
/// The pages are all that was reserved at once, and nobody uses them any more.
pub(in crate::stack) unsafe fn release(start: NonNull<u8>, _length: usize) {
    // SAFETY: as the caller says; 0 means all.
    let released = unsafe { VirtualFree(start.as_ptr().cast(), 0, MEM_RELEASE) };
    debug_assert_ne!(
        released, 0,
        "what was reserved at once can always be given back"
    );
}

/// # Safety
/// The pages are the caller's, nothing is on them, and they are [`GUARD`] bytes.
pub(in crate::stack) unsafe fn protect(start: NonNull<u8>, length: usize) -> io::Result<()> {
    let below = length - PAGE;
    // SAFETY: as the caller says.
    done(unsafe { VirtualFree(start.as_ptr().cast(), below, MEM_DECOMMIT) })?;
    // SAFETY: the last of the pages.
    let last = unsafe { start.add(below) };
    let (access, mut before) = (PAGE_READWRITE | PAGE_GUARD, 0);
    // SAFETY: as the caller says, and `before` has room for what the call writes.
    done(unsafe { VirtualProtect(last.as_ptr().cast(), PAGE, access, &mut before) })
}

fn done(result: windows_sys::core::BOOL) -> io::Result<()> {
    match result {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// # Safety
/// None: it does nothing.
pub(in crate::stack) unsafe fn mark(_start: NonNull<u8>, _length: usize) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// # Safety
/// None: it does nothing.
pub(in crate::stack) unsafe fn is_out_of_bounds(_page: NonNull<u8>) -> bool {
    false
}
