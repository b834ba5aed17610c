//! Pool: stacks that are used again.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io;
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
    /// The upper ends of those that nobody has.
    free: RefCell<Vec<NonNull<u8>>>,
    slabs: RefCell<Vec<Slab>>,
    capacity: Cell<usize>,
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
            free: RefCell::default(),
            slabs: RefCell::default(),
            capacity: Cell::new(0),
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
            None => self.shared.grow()?,
        };
        Ok(PooledStack {
            top,
            shared: Rc::clone(&self.shared),
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
        self.shared.free.borrow().len()
    }
}

impl Shared {
    #[inline]
    fn take(&self) -> Option<NonNull<u8>> {
        self.free.borrow_mut().pop()
    }

    /// Maps another slab, and takes a stack of it.
    #[cold]
    fn grow(&self) -> io::Result<NonNull<u8>> {
        let capacity = self.capacity.get();
        let slab = Slab::new(self.size, capacity.clamp(*SLAB.start(), *SLAB.end()))?;
        let mut free = self.free.borrow_mut();
        // So that a stack that goes back never has to wait for memory.
        free.reserve(capacity + slab.len());
        free.extend(slab.tops());
        self.capacity.set(capacity + slab.len());
        self.slabs.borrow_mut().push(slab);
        Ok(free.pop().expect("a slab has stacks"))
    }
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
    shared: Rc<Shared>,
}

// SAFETY: the slab is mapped as long as `shared` lives, and a stack that is taken is not in `free`, so
// nobody else has it. Both ends are at the edge of a page, and below the bottom is a guard.
unsafe impl Stack for PooledStack {
    #[inline]
    fn top(&self) -> NonNull<u8> {
        self.top
    }

    #[inline]
    fn bottom(&self) -> NonNull<u8> {
        // SAFETY: each stack of the pool has `size` bytes below its top.
        unsafe { self.top.sub(self.shared.size) }
    }
}

impl Drop for PooledStack {
    #[inline]
    fn drop(&mut self) {
        self.shared.free.borrow_mut().push(self.top);
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
