//! `drop` borrows and so does nothing: each waker keeps its count for ever, and with it a task.
//!
//! caught by: drop_takes_the_count_and_wakes_nobody
//! says: wakes, and counts, after a drop
//! hint: Which of the two ways back to the `Arc` gives a count back?
// in waker/by_hand.rs
unsafe fn drop<W: WakeUp>(pointer: *const ()) {
    // SAFETY: the caller's promise.
    let _shared = unsafe { borrow::<W>(pointer) };
}
