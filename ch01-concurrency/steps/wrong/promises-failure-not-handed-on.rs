//! The promise is kept with answers alone: a request that fails leaves everyone who waits for it
//! without a word.
//!
//! caught by: the_job::a_failed_request_is_reported_and_the_others_complete
//! says: is how often request-2 was reported
//! hint: What type is the value that `fetch` promises?
// in models/promises.rs
pub fn fetch<'a>(event_loop: &EventLoop<'a>, ask: &Ask, lane: &Lane) -> Promise<'a, Outcome> {
    let (resolver, promise) = Promise::new();
    event_loop.fetch(ask, lane, |outcome| {
        if outcome.is_ok() {
            resolver.resolve(outcome);
        }
    });
    promise
}
