//! A value that nobody waits for yet is thrown away: whoever attaches a callback later gets nothing.
//!
//! caught by: promise::a_callback_that_comes_after_the_value_is_called_at_once
//! says: the value was there before anyone wanted it
//! hint: `resolve` finds nobody who waits. Where can it leave the value?
// in models/promises.rs
impl<'a, T: 'a> Resolver<'a, T> {
    pub fn resolve(self, value: T) {
        if let State::Wanted(callback) = self.state.replace(State::Passed) {
            callback(value);
        }
    }
}
