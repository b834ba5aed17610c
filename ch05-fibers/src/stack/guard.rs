//! Guard: pages that nobody can touch.
//!
//! The old way changes what a page allows: `mprotect`. The kernel then counts one mapping more on
//! either side of it, and 65,530 are all that a process may have: about 32,000 stacks. The new way,
//! `MADV_GUARD_INSTALL` of Linux 6.13, marks the page in the page table, and the mapping stays one.
//! See madvise(2).
//!
//! Windows knows guards of its own: see `sys::windows`.
//!
//! Some emulators answer that they have done it, and have not. So it is tried once.

use std::io;
use std::ptr::NonNull;
use std::sync::OnceLock;

use super::pages::{self, Pages};
use super::sys;

/// How large a guard is, in bytes.
pub(super) fn size() -> usize {
    sys::guard_size(pages::size())
}

/// What the guards below stacks are made of. Either kind ends who touches it; they differ in what they cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GuardKind {
    /// A mark in the page table, which costs nothing else: Linux from 6.13 on.
    Marker,
    /// Pages that allow no access, each a mapping of its own. Linux allows a process 65,530 of them by
    /// default, and so about 32,000 stacks.
    NoAccess,
}

impl GuardKind {
    /// What this system's kernel is able to, found out by trying.
    ///
    /// ```
    /// use ch05_fibers::GuardKind;
    ///
    /// match GuardKind::of_system() {
    ///     GuardKind::Marker => println!("a million stacks at once, if there is memory"),
    ///     _ => println!("tens of thousands"),
    /// }
    /// ```
    pub fn of_system() -> GuardKind {
        match has_markers() {
            true => GuardKind::Marker,
            false => GuardKind::NoAccess,
        }
    }
}

/// Makes whole pages untouchable.
///
/// # Safety
/// The pages are the caller's, and nothing is on them.
pub(super) unsafe fn install(start: NonNull<u8>, length: usize) -> io::Result<()> {
    if has_markers() {
        // SAFETY: as the caller says.
        let marked = unsafe { sys::mark(start, length) };
        if marked.is_ok() {
            return Ok(());
        }
    }
    // SAFETY: as the caller says.
    unsafe { sys::protect(start, length) }
}

/// Whether a page that is marked really cannot be touched.
fn has_markers() -> bool {
    static HAS: OnceLock<bool> = OnceLock::new();
    *HAS.get_or_init(|| try_markers().unwrap_or(false))
}

fn try_markers() -> io::Result<bool> {
    let page = Pages::reserve(pages::size())?;
    // SAFETY: the page is new.
    unsafe { sys::mark(page.start(), pages::size())? };
    // SAFETY: the page is ours, and nothing is on it.
    Ok(unsafe { sys::is_out_of_bounds(page.start()) })
}
