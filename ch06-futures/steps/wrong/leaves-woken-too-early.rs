//! The thread wakes, and then puts down what the work gave: who polls in between finds nothing, and is not woken
//! again.
//!
//! caught by: a_waker_may_poll_at_once
//! says: what a poll comes to from inside of the waker
//! hint: What must be there when who was woken comes to look?
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
        let lock = || theirs.lock().unwrap_or_else(PoisonError::into_inner);
        let waker = lock().waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
        lock().end(outcome);
    })?;
    Ok(OnThread {
        shared: Some(shared),
    })
}
