//! `then` calls its callback, but never keeps the promise that it has returned: a row ends after
//! its first line.
//!
//! caught by: promise::a_row_hands_its_values_on
//! says: was called in this row of three
//! hint: `then` returns a promise too. Who keeps it, and with what?
// in models/promises.rs
impl<'a, T: 'a> Promise<'a, T> {
    pub fn then<U: 'a>(self, next: impl FnOnce(T) -> U + 'a) -> Promise<'a, U> {
        let (_resolver, promise) = Promise::new();
        self.deliver(Box::new(move |value| {
            next(value);
        }));
        promise
    }
}
