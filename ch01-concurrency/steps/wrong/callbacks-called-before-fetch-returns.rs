//! `fetch` does the request itself and calls the callback at once: the caller's next line runs
//! after what should have come later, and nothing is under way at the same time as anything else.
//!
//! caught by: fetch::returns_before_its_callback_is_called
//! says: the callback was called before `fetch` had returned
//! hint: Who calls callbacks, and when? `fetch` only puts them where `run` finds them.
// in models/callbacks.rs
impl<'a> EventLoop<'a> {
    pub fn fetch(&self, ask: &Ask, lane: &Lane, callback: impl FnOnce(Outcome) + 'a) {
        callback(fetch(ask, lane));
    }
}
