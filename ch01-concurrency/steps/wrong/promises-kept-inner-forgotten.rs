//! `and_then` waits for the inner promise even if that is kept already, and so for something that
//! will not come again.
//!
//! caught by: promise::a_promise_that_comes_of_a_promise_may_be_kept_already
//! says: the inner promise was kept when `and_then` got it
//! hint: Which function of yours knows both cases, kept already and not yet?
// in models/promises.rs
impl<'a, T: 'a> Promise<'a, T> {
    pub fn and_then<U: 'a>(self, next: impl FnOnce(T) -> Promise<'a, U> + 'a) -> Promise<'a, U> {
        let (resolver, promise) = Promise::new();
        self.deliver(Box::new(move |value| {
            let wanted: Box<dyn FnOnce(U) + 'a> = Box::new(move |value| resolver.resolve(value));
            next(value).state.replace(State::Wanted(wanted));
        }));
        promise
    }
}
