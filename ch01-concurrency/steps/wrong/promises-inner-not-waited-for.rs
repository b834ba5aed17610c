//! `and_then` takes the inner value if it is there, and otherwise gives up: since a request's
//! answer is never there at once, no request ever follows on another.
//!
//! caught by: promise::a_promise_that_comes_of_a_promise_is_waited_for
//! says: the inner promise was kept after `and_then` had got it
//! hint: How does one wait for a promise? The inner one is a promise like any other.
// in models/promises.rs
impl<'a, T: 'a> Promise<'a, T> {
    pub fn and_then<U: 'a>(self, next: impl FnOnce(T) -> Promise<'a, U> + 'a) -> Promise<'a, U> {
        let (resolver, promise) = Promise::new();
        self.deliver(Box::new(move |value| {
            if let State::Kept(value) = next(value).state.replace(State::Passed) {
                resolver.resolve(value);
            }
        }));
        promise
    }
}
