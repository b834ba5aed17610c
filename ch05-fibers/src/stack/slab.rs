//! Slab: many stacks of one size in one mapping.
//!
//! ```text
//! ┌───────┬─────────────┬───────┬─────────────┬───────┬──
//! │ guard │ stack 0     │ guard │ stack 1     │ guard │ …
//! └───────┴─────────────┴───────┴─────────────┴───────┴──
//! ```
//!
//! The kernel keeps a record for each mapping, and a page table for every 2 MiB that has a page in
//! use. A million stacks of 64 KiB in mappings of their own are more than it allows; in slabs they
//! are a thousand mappings, and 130 bytes of page tables each.

use std::io;
use std::ptr::NonNull;

use super::pages::Pages;
use super::valgrind::Registered;
use super::{guard, too_large};
use crate::overflow::{Region, Watched};

/// Stacks of one size, side by side.
#[derive(Debug)]
pub(super) struct Slab {
    /// Before the pages, so that it is dropped before them.
    _watched: Watched,
    _registered: Registered,
    pages: Pages,
    /// Bytes from one stack to the next.
    stride: usize,
    count: usize,
}

impl Slab {
    /// Maps `count` stacks of `size` bytes, whole pages.
    pub(super) fn new(size: usize, count: usize) -> io::Result<Slab> {
        let guard = guard::size();
        let stride = size.checked_add(guard).ok_or_else(|| too_large(size))?;
        let pages = Pages::reserve(stride.checked_mul(count).ok_or_else(|| too_large(size))?)?;
        for index in 0..count {
            // SAFETY: `index * stride` is less than the length of the mapping.
            let start = unsafe { pages.start().add(index * stride) };
            // SAFETY: the pages are new, and these are nobody's stack.
            unsafe { guard::install(start, guard)? };
        }
        let watched = Region {
            start: pages.start().addr(),
            guard,
            size,
            count,
        }
        .watch();
        let bottom = |index| {
            // SAFETY: each stack begins inside the mapping.
            let bottom = unsafe { pages.start().add(index * stride + guard) };
            (bottom, size)
        };
        Ok(Slab {
            _watched: watched,
            _registered: Registered::new((0..count).map(bottom)),
            pages,
            stride,
            count,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The upper end of a stack.
    pub(super) fn top(&self, index: usize) -> NonNull<u8> {
        assert!(index < self.count, "a slab has no stack {index}");
        // SAFETY: at most one past the end of the mapping.
        unsafe { self.pages.start().add((index + 1) * self.stride) }
    }
}
