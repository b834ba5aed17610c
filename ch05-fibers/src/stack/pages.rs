//! Pages: what the kernel gives and takes in one piece.

use std::io;
use std::ptr::NonNull;
use std::sync::OnceLock;

use super::sys;

/// How large a page is, in bytes.
pub(super) fn size() -> usize {
    static SIZE: OnceLock<usize> = OnceLock::new();
    *SIZE.get_or_init(sys::page_size)
}

/// Pages of our own, given back on drop.
#[derive(Debug)]
pub(super) struct Pages {
    start: NonNull<u8>,
    length: usize,
}

// SAFETY: memory belongs to no thread.
unsafe impl Send for Pages {}
// SAFETY: the type gives an address, and lets nobody read what is there.
unsafe impl Sync for Pages {}

impl Pages {
    /// Reserves `length` bytes, a multiple of the page size; they cost nothing until they are touched.
    pub(super) fn reserve(length: usize) -> io::Result<Pages> {
        sys::reserve(length).map(|start| Pages { start, length })
    }

    pub(super) fn start(&self) -> NonNull<u8> {
        self.start
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // SAFETY: the pages are ours, and whoever had a stack on them has dropped it.
        unsafe { sys::release(self.start, self.length) };
    }
}
