//! `fetch` runs the loop until it has the value, and gives a promise that is kept already: it looks
//! like a promise, and is a request that waits.
//!
//! caught by: the_job::all_requests_are_sent_before_any_is_answered
//! says: only 1 of 5 requests had been sent
//! hint: A promise is a value that is not there yet. Who will run the loop, and when?
// in models/promises.rs
pub fn fetch<'a>(event_loop: &EventLoop<'a>, ask: &Ask, lane: &Lane) -> Promise<'a, Outcome> {
    let (resolver, promise) = Promise::new();
    event_loop.fetch(ask, lane, |outcome| resolver.resolve(outcome));
    event_loop.run();
    promise
}
