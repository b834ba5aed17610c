//! `drop` wakes, too. So each clone that is not needed any more has a future polled that is not worth it.
//!
//! caught by: drop_takes_the_count_and_wakes_nobody
//! says: wakes, and counts, after a drop
//! hint: A future is dropped, and with it the waker that it kept. Has anything happened?
// in waker/by_hand.rs
unsafe fn drop<W: WakeUp>(pointer: *const ()) {
    // SAFETY: the caller's promise.
    let shared = unsafe { take::<W>(pointer) };
    shared.wake_up();
}
