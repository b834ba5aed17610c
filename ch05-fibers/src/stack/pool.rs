//! Pool: stacks that are used again.
//!
//! Stacks that nobody has are a list, with its links in the stacks themselves. To take one or to give it back is
//! then a load and two stores, and never takes memory.
//!
//! # Rules
//!
//! 1. A stack is in the list, or unused, or some [`PooledStack`]'s. Whose it is may touch its memory.
//! 2. The pool is there as long as one of its stacks is out. No stack counts for that: only when the last handle
//!    goes are those counted which are out, the *orphans*, and the last one to come back frees the pool.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io;
use std::iter;
use std::mem;
use std::ptr::NonNull;
use std::rc::Rc;

use super::slab::Slab;
use super::{DEFAULT_STACK_SIZE, Stack, checked_size};

/// How many stacks the first slab has, and the largest one. Each is as large as all before it, so that
/// few fibers take little memory, and a million take few mappings.
const SLAB: std::ops::RangeInclusive<usize> = 16..=1024;

thread_local! {
    static OF_THREAD: RefCell<Option<StackPool>> = const { RefCell::new(None) };
}

/// Stacks of one size, for fibers of one thread. Clones are the same pool.
///
/// A stack that is dropped goes back, and the one that went back last is taken first: its pages are
/// still in the processor's cache. Memory is given back to the system when the pool and all its stacks
/// are dropped.
///
/// ```
/// use ch05_fibers::{Fiber, FiberResult, StackPool};
///
/// let pool = StackPool::new(64 * 1024)?;
/// for round in 0..1000 {
///     let mut fiber = Fiber::<(), (), u32, _>::with_stack(pool.take()?, move |_, ()| round);
///     assert_eq!(fiber.resume(()), FiberResult::Return(round));
/// }
/// assert_eq!(pool.idle(), pool.capacity());
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone)]
pub struct StackPool {
    shared: Rc<Shared>,
}

struct Shared {
    /// Of each stack, in bytes.
    size: usize,
    /// The upper end of the one that went back last, which begins the list.
    last: Cell<Option<NonNull<u8>>>,
    slabs: RefCell<Vec<Slab>>,
    /// How many stacks of the last slab nobody has had: they are in no list, as that would touch them.
    unused: Cell<usize>,
    capacity: Cell<usize>,
    /// How many stacks are out, once there is no handle of the pool any more.
    orphans: Cell<usize>,
}

impl StackPool {
    /// An empty pool for stacks of `size` bytes, rounded up to whole pages.
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) for less than
    /// [`MIN_STACK_SIZE`](super::MIN_STACK_SIZE), or for more than there are addresses.
    pub fn new(size: usize) -> io::Result<StackPool> {
        let shared = Shared {
            size: checked_size(size)?,
            last: Cell::new(None),
            slabs: RefCell::default(),
            unused: Cell::new(0),
            capacity: Cell::new(0),
            orphans: Cell::new(0),
        };
        Ok(StackPool {
            shared: Rc::new(shared),
        })
    }

    /// This thread's pool of stacks of [`DEFAULT_STACK_SIZE`].
    pub fn of_thread() -> StackPool {
        let new = || StackPool::new(DEFAULT_STACK_SIZE).expect("the default is large enough");
        // A thread that is ending has none to keep.
        let kept = OF_THREAD.try_with(|pool| pool.borrow_mut().get_or_insert_with(new).clone());
        kept.unwrap_or_else(|_| new())
    }

    /// A stack.
    ///
    /// # Errors
    /// The kernel's, of mmap(2) and mprotect(2), or of `VirtualAlloc`, when all are in use and there is no room
    /// for more.
    #[inline]
    pub fn take(&self) -> io::Result<PooledStack> {
        let top = match self.shared.take() {
            Some(top) => top,
            None => self.shared.take_unused()?,
        };
        Ok(PooledStack {
            top,
            shared: Rc::as_ptr(&self.shared),
        })
    }

    /// How many bytes each stack has.
    pub fn stack_size(&self) -> usize {
        self.shared.size
    }

    /// How many stacks there are, in use and idle.
    pub fn capacity(&self) -> usize {
        self.shared.capacity.get()
    }

    /// How many stacks nobody has.
    pub fn idle(&self) -> usize {
        self.shared.idle()
    }
}

impl Drop for StackPool {
    fn drop(&mut self) {
        // Only handles are counted.
        if Rc::strong_count(&self.shared) > 1 {
            return;
        }
        let orphans = self.capacity() - self.idle();
        if orphans > 0 {
            self.shared.orphans.set(orphans);
            // The last of them drops it.
            mem::forget(Rc::clone(&self.shared));
        }
    }
}

impl Shared {
    /// Takes the stack that went back last.
    #[inline]
    fn take(&self) -> Option<NonNull<u8>> {
        let top = self.last.get()?;
        // SAFETY: it is in the list.
        self.last.set(unsafe { before(top) });
        Some(top)
    }

    /// Puts a stack into the list.
    ///
    /// # Safety
    /// It is of this pool, and its owner gives it up.
    #[inline]
    unsafe fn put(&self, top: NonNull<u8>) {
        // SAFETY: a stack has more room than that, and now it is the pool's (rule 1).
        unsafe { link(top).write(self.last.get()) };
        self.last.set(Some(top));
    }

    /// Takes one that nobody has had, of a new slab if there is none.
    #[cold]
    fn take_unused(&self) -> io::Result<NonNull<u8>> {
        let mut slabs = self.slabs.borrow_mut();
        if self.unused.get() == 0 {
            let capacity = self.capacity.get();
            let slab = Slab::new(self.size, capacity.clamp(*SLAB.start(), *SLAB.end()))?;
            self.unused.set(slab.len());
            self.capacity.set(capacity + slab.len());
            slabs.push(slab);
        }
        let slab = slabs.last().expect("one has just been made");
        let index = slab.len() - self.unused.get();
        self.unused.set(self.unused.get() - 1);
        Ok(slab.top(index))
    }

    fn idle(&self) -> usize {
        // SAFETY: they are in the list.
        let list = iter::successors(self.last.get(), |&top| unsafe { before(top) });
        self.unused.get() + list.count()
    }

    /// One of the orphans has come back.
    ///
    /// # Safety
    /// There are some, and `shared` is not used after this.
    #[cold]
    unsafe fn count_orphan(shared: *const Shared) {
        // SAFETY: it is there, as there are orphans.
        let orphans = unsafe { &(*shared).orphans };
        orphans.set(orphans.get() - 1);
        if orphans.get() == 0 {
            // SAFETY: that is the `Rc` which the last handle has left.
            drop(unsafe { Rc::from_raw(shared) });
        }
    }
}

/// Where a stack of the list has the one that went back before it: in its highest word.
fn link(top: NonNull<u8>) -> NonNull<Option<NonNull<u8>>> {
    // SAFETY: a stack has more room than that, and its end is a multiple of 16.
    unsafe { top.cast().sub(1) }
}

/// The stack that went back before this one.
///
/// # Safety
/// It is in the list of its pool.
#[inline]
unsafe fn before(top: NonNull<u8>) -> Option<NonNull<u8>> {
    // SAFETY: `put` has written it, and since then nobody has had the stack (rule 1).
    unsafe { link(top).read() }
}

impl fmt::Debug for StackPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StackPool")
            .field("stack_size", &self.stack_size())
            .field("capacity", &self.capacity())
            .field("idle", &self.idle())
            .finish()
    }
}

/// A stack of a [`StackPool`], to which it goes back on drop.
pub struct PooledStack {
    top: NonNull<u8>,
    /// There as long as this is (rule 2).
    shared: *const Shared,
}

impl PooledStack {
    #[inline]
    fn shared(&self) -> &Shared {
        // SAFETY: rule 2.
        unsafe { &*self.shared }
    }
}

// SAFETY: the slab is mapped as long as `shared` is there, and nobody else has the stack (rule 1). Both
// ends are at the edge of a page, and below the bottom is a guard.
unsafe impl Stack for PooledStack {
    #[inline]
    fn top(&self) -> NonNull<u8> {
        self.top
    }

    #[inline]
    fn bottom(&self) -> NonNull<u8> {
        // SAFETY: each stack of the pool has `size` bytes below its top.
        unsafe { self.top.sub(self.shared().size) }
    }
}

impl Drop for PooledStack {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: `take` has had it from this pool.
        unsafe { self.shared().put(self.top) };
        if self.shared().orphans.get() > 0 {
            // SAFETY: as has just been asked; and this is not used after its drop.
            unsafe { Shared::count_orphan(self.shared) };
        }
    }
}

impl fmt::Debug for PooledStack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PooledStack")
            .field("top", &self.top)
            .field("size", &self.size())
            .finish()
    }
}
