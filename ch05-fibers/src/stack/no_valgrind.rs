//! Nobody asks for valgrind.

use std::ptr::NonNull;

#[derive(Debug)]
pub(super) struct Registered;

impl Registered {
    #[inline(always)]
    pub(super) fn new(_stacks: impl Iterator<Item = (NonNull<u8>, usize)>) -> Registered {
        Registered
    }
}
