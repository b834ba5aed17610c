//! A panic of the work ends its thread, and nobody is told: the future is pending for ever.
//!
//! caught by: a_panic_on_the_thread_comes_out_of_the_poll
//! says: what a poll comes to when the work has panicked
//! hint: What of your closure runs when `work` panics?
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
        let value = work();
        let waker = theirs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .end(Ok(value));
        if let Some(waker) = waker {
            waker.wake();
        }
    })?;
    Ok(OnThread {
        shared: Some(shared),
    })
}
