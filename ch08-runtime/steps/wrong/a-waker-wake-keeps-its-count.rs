//! `wake` borrows where it should take: the waker is gone, its count is not, and what is shared is never freed.
//!
//! caught by: wake_takes_the_count_with_it
//! says: wakes, and counts, after `wake`
//! hint: Is `drop` called for a waker that was woken by value?
// in waker/by_hand.rs
unsafe fn wake<W: WakeUp>(pointer: *const ()) {
    // SAFETY: the caller's promise.
    let shared = unsafe { borrow::<W>(pointer) };
    shared.wake_up();
}
