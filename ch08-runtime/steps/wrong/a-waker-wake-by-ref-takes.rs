//! `wake_by_ref` takes where it should borrow: the waker stays, and its count is gone.
//!
//! caught by: wake_by_ref_leaves_the_count
//! says: wakes, and counts, after `wake_by_ref` twice
//! hint: Who drops the waker later, and which count is given back then?
// in waker/by_hand.rs
unsafe fn wake_by_ref<W: WakeUp>(pointer: *const ()) {
    // SAFETY: the caller's promise.
    let shared = unsafe { take::<W>(pointer) };
    shared.wake_up();
}
