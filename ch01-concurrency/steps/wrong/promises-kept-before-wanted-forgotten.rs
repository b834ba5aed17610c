//! A callback that comes after the value is only stored, and nobody will ever call it: whoever
//! attaches it late waits for ever.
//!
//! caught by: promise::a_callback_that_comes_after_the_value_is_called_at_once
//! says: the value was there before anyone wanted it
//! hint: The value and the callback come in either order. Which state does `deliver` find when the value was first?
// in models/promises.rs
impl<'a, T: 'a> Promise<'a, T> {
    fn deliver(self, callback: Box<dyn FnOnce(T) + 'a>) {
        self.state.replace(State::Wanted(callback));
    }
}
