//! A request that has failed is made a second time before its promise is kept: an order would be
//! placed twice, and a peer in trouble gets twice the work.
//!
//! caught by: request::is_made_once_even_if_it_fails
//! says: is how often the request was made
//! hint: A failure is an outcome. What does the promise promise: an answer, or what came of it?
// in models/promises.rs
pub fn fetch<'a>(event_loop: &EventLoop<'a>, ask: &Ask, lane: &Lane) -> Promise<'a, Outcome> {
    let (resolver, promise) = Promise::new();
    let (again, same, place) = (event_loop.clone(), ask.clone(), lane.clone());
    event_loop.fetch(ask, lane, move |outcome| match outcome {
        Ok(message) => resolver.resolve(Ok(message)),
        Err(_) => again.fetch(&same, &place, |outcome| resolver.resolve(outcome)),
    });
    promise
}
