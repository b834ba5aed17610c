//! A stack that is a mapping of its own.

use std::io;
use std::ptr::NonNull;

use super::pages::Pages;
use super::valgrind::Registered;
use super::{Stack, checked_size, guard, too_large};
use crate::overflow::{Region, Watched};

/// A stack that is a mapping of its own, with a guard page below it.
///
/// To make one takes two system calls, and hundreds of times as long as to take one from a
/// [`StackPool`](super::StackPool) that has been used before.
///
/// ```
/// use ch05_fibers::{MappedStack, Stack};
///
/// let stack = MappedStack::new(10_000)?;
/// assert_eq!(stack.size() % 4096, 0);
/// assert!(stack.size() >= 10_000);
///
/// let error = MappedStack::new(100).unwrap_err();
/// assert_eq!(error.to_string(), "stack of 100 bytes is too small: a fiber needs 4096");
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct MappedStack {
    top: NonNull<u8>,
    /// Apart, so that moving a stack moves two words.
    mapping: Box<Mapping>,
}

#[derive(Debug)]
struct Mapping {
    /// Before the pages, so that it is dropped before them.
    _watched: Watched,
    _registered: Registered,
    /// The guard, then the stack.
    _pages: Pages,
    size: usize,
}

// SAFETY: memory belongs to no thread, and `top` is an address in the mapping.
unsafe impl Send for MappedStack {}
// SAFETY: a shared stack gives its addresses, and lets nobody read what is there.
unsafe impl Sync for MappedStack {}

impl MappedStack {
    /// Maps `size` bytes, rounded up to whole pages, and the guard.
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) for less than
    /// [`MIN_STACK_SIZE`](super::MIN_STACK_SIZE) or more than there are addresses; otherwise the kernel's,
    /// of mmap(2) and mprotect(2), or of `VirtualAlloc`.
    pub fn new(size: usize) -> io::Result<MappedStack> {
        let (size, guard) = (checked_size(size)?, guard::size());
        let length = size.checked_add(guard).ok_or_else(|| too_large(size))?;
        let pages = Pages::reserve(length)?;
        // SAFETY: the pages are new, and the first one is nobody's stack.
        unsafe { guard::install(pages.start(), guard)? };
        let region = Region {
            start: pages.start().addr(),
            guard,
            size,
            count: 1,
        };
        // SAFETY: the mapping is longer than the guard.
        let bottom = unsafe { pages.start().add(guard) };
        // SAFETY: one past the end of the mapping.
        let top = unsafe { pages.start().add(length) };
        let mapping = Mapping {
            _watched: region.watch(),
            _registered: Registered::new([(bottom, size)].into_iter()),
            _pages: pages,
            size,
        };
        Ok(MappedStack {
            top,
            mapping: Box::new(mapping),
        })
    }
}

// SAFETY: the pages are mapped until they are dropped with this, and are this stack's alone. Both ends
// are at the edge of a page, and the page below is a guard.
unsafe impl Stack for MappedStack {
    #[inline]
    fn top(&self) -> NonNull<u8> {
        self.top
    }

    #[inline]
    fn bottom(&self) -> NonNull<u8> {
        // SAFETY: the stack has `size` bytes below its top.
        unsafe { self.top.sub(self.mapping.size) }
    }
}
