//! By hand: a waker's table of functions, for an `Arc`.
//!
//! The rules by which the blocks here are sound:
//! 1. The pointer of a waker is from [`Arc::into_raw`], and the waker owns one of the `Arc`'s counts.
//! 2. [`RawWaker`]'s contract: `wake` and `drop` take that count with them, `clone` makes a new one, and `wake_by_ref`
//!    leaves it as it is.
//! 3. A waker may be used by any thread, so what is behind it has to be [`Send`] and [`Sync`].

use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// What is to be done to wake someone.
pub trait WakeUp: Send + Sync + 'static {
    /// Sees to it that the future is polled again. Called by any thread, any number of times.
    fn wake_up(&self);
}

/// A waker of what is shared. It, and each of its clones, holds one count of the `Arc`.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// use ch08_runtime::waker::by_hand::{WakeUp, waker};
///
/// #[derive(Default)]
/// struct Count(AtomicU32);
///
/// impl WakeUp for Count {
///     fn wake_up(&self) {
///         self.0.fetch_add(1, Ordering::Relaxed);
///     }
/// }
///
/// let count = Arc::new(Count::default());
/// let waker = waker(Arc::clone(&count));
/// waker.clone().wake();
/// waker.wake_by_ref();
/// assert_eq!(count.0.load(Ordering::Relaxed), 2);
/// assert_eq!(Arc::strong_count(&count), 2);
/// ```
pub fn waker<W: WakeUp>(shared: Arc<W>) -> Waker {
    // SAFETY: rules 1 and 3; the table is the one for `W`, and rule 2 is what its functions do.
    unsafe { Waker::from_raw(raw(shared)) }
}

fn raw<W: WakeUp>(shared: Arc<W>) -> RawWaker {
    RawWaker::new(Arc::into_raw(shared).cast(), table::<W>())
}

fn table<W: WakeUp>() -> &'static RawWakerVTable {
    &RawWakerVTable::new(clone::<W>, wake::<W>, wake_by_ref::<W>, drop::<W>)
}

/// # Safety
/// - `pointer` is that of a waker of a `W`, which stays.
unsafe fn clone<W: WakeUp>(pointer: *const ()) -> RawWaker {
    // SAFETY: the caller's promise.
    let shared = unsafe { borrow::<W>(pointer) };
    raw(Arc::clone(&shared))
}

/// # Safety
/// - `pointer` is that of a waker of a `W`, which is not used again.
unsafe fn wake<W: WakeUp>(pointer: *const ()) {
    // SAFETY: the caller's promise.
    let shared = unsafe { take::<W>(pointer) };
    shared.wake_up();
}

/// # Safety
/// - `pointer` is that of a waker of a `W`, which stays.
unsafe fn wake_by_ref<W: WakeUp>(pointer: *const ()) {
    // SAFETY: the caller's promise.
    let shared = unsafe { borrow::<W>(pointer) };
    shared.wake_up();
}

/// # Safety
/// - `pointer` is that of a waker of a `W`, which is not used again.
unsafe fn drop<W: WakeUp>(pointer: *const ()) {
    // SAFETY: the caller's promise.
    let shared = unsafe { take::<W>(pointer) };
    std::mem::drop(shared);
}

/// The `Arc` of a waker, with the waker's count.
///
/// # Safety
/// - `pointer` is that of a waker of a `W`, which is not used again.
unsafe fn take<W: WakeUp>(pointer: *const ()) -> Arc<W> {
    // SAFETY: rule 1, and nobody else takes this count: the waker is not used again.
    unsafe { Arc::from_raw(pointer.cast()) }
}

/// The `Arc` of a waker, which keeps its count.
///
/// # Safety
/// - `pointer` is that of a waker of a `W`, which outlives what is returned.
unsafe fn borrow<W: WakeUp>(pointer: *const ()) -> ManuallyDrop<Arc<W>> {
    // SAFETY: rule 1; never dropped, it takes no count.
    ManuallyDrop::new(unsafe { Arc::from_raw(pointer.cast()) })
}
