//! Stacks: memory for a fiber's frames, with a guard below it.
//!
//! Frames are laid from the top down. A function that finds no room left writes below the bottom,
//! into whatever lies there; so nothing may lie there. Pages that cannot be touched, the *guard*, turn
//! that write into a fault, and the [overflow](crate::overflow) handler says whose it was.
//!
//! Memory is only reserved. A page costs something once it is touched, so a fiber that goes four
//! calls deep has one page, however large its stack. (Windows wants to be sure that it could give all of
//! them: see `sys::windows`.)
//!
//! Read [`MappedStack`] first, which is one mapping; then `slab`, which is many in one, and [`StackPool`],
//! which hands them out again. `guard` and `pages` ask the kernel.

mod guard;
mod mapped;
mod pages;
mod pool;
mod slab;
mod sys;
#[cfg_attr(
    not(all(feature = "valgrind", target_arch = "x86_64")),
    path = "no_valgrind.rs"
)]
mod valgrind;

use std::io::{self, ErrorKind};
use std::ptr::NonNull;

#[cfg(windows)]
pub(crate) use sys::GUARD;

pub use guard::GuardKind;
pub use mapped::MappedStack;
pub use pool::{PooledStack, StackPool};

/// What [`Fiber::new`](crate::Fiber::new) and [`spawn`](crate::spawn) give a fiber, in bytes: 256 KiB.
///
/// A fourth of that is enough for most code. Looking up a host's name and printing a backtrace need
/// more than anything else does.
pub const DEFAULT_STACK_SIZE: usize = 256 * 1024;

/// The least that a fiber may have, in bytes: 4096.
///
/// It can run and switch with that, but a panic needs 16 KiB, and `println!` about 4.
pub const MIN_STACK_SIZE: usize = 4096;

/// Memory for a fiber's frames.
///
/// # Safety
/// From [`bottom`](Self::bottom) to [`top`](Self::top) it can be read and written by whoever has the
/// stack, and by nobody else, until the stack is dropped; it stays where it is when the stack is moved.
/// Both are multiples of 16, and [`MIN_STACK_SIZE`] or more apart. What is touched below the bottom ends
/// the process; on Windows the system is told that 24 KiB there are the stack's, too, for whoever
/// handles that.
pub unsafe trait Stack {
    /// One past the highest byte.
    fn top(&self) -> NonNull<u8>;

    /// The lowest byte.
    fn bottom(&self) -> NonNull<u8>;

    /// How many bytes there are.
    fn size(&self) -> usize {
        self.top().addr().get() - self.bottom().addr().get()
    }
}

/// A size in whole pages, and large enough.
fn checked_size(size: usize) -> io::Result<usize> {
    if size < MIN_STACK_SIZE {
        let message = format!("stack of {size} bytes is too small: a fiber needs {MIN_STACK_SIZE}");
        return Err(io::Error::new(ErrorKind::InvalidInput, message));
    }
    let rounded = size.checked_next_multiple_of(pages::size());
    rounded
        .filter(|&size| isize::try_from(size).is_ok())
        .ok_or_else(|| too_large(size))
}

fn too_large(size: usize) -> io::Error {
    let message = format!("stack of {size} bytes is too large: all of memory has fewer addresses");
    io::Error::new(ErrorKind::InvalidInput, message)
}
