//! The thread holds the lock while it wakes. A waker is anybody's code: one that polls at once wants the same lock,
//! and waits for ever.
//!
//! caught by: a_waker_may_poll_at_once
//! hangs: blocked in a call
//! hint: Until when does the thread hold the lock, and what may a waker do?
// in on_thread.rs
pub fn on_thread<T, W>(work: W) -> io::Result<OnThread<T>>
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
{
    let shared = Arc::new(Mutex::new(Shared {
        outcome: None,
        waker: None,
    }));
    let theirs = Arc::clone(&shared);
    thread::Builder::new().spawn(move || {
        let outcome = panic::catch_unwind(AssertUnwindSafe(work));
        let mut shared = theirs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waker) = shared.end(outcome) {
            waker.wake();
        }
    })?;
    Ok(OnThread {
        shared: Some(shared),
    })
}
