//! The pointer is made of a reference, and the `Arc` is dropped at the end of the function: the waker has no count, and
//! what it points to may be gone at once.
//!
//! caught by: a_waker_has_one_count_and_has_woken_nobody
//! says: wakes, and counts, of a new waker
//! hint: Where is the count that the caller gave away with the `Arc`?
// in waker/by_hand.rs
fn raw<W: WakeUp>(shared: Arc<W>) -> RawWaker {
    RawWaker::new(Arc::as_ptr(&shared).cast(), table::<W>())
}
