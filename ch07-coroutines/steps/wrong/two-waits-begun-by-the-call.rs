//! The call makes the first request: it is under way before anybody polls, and also if nobody ever does.
//!
//! caught by: nothing_happens_before_the_first_poll
//! says: first was asked for, and nothing more is wanted
//! hint: Which state has the parameter, and nothing else?
// in by_hand/two_requests.rs
pub fn two_requests<G, F, T, E>(mut get: G) -> TwoRequests<G, F, T>
where
    G: FnMut(&'static str) -> F,
    F: Future<Output = Result<T, E>>,
{
    TwoRequests {
        state: State::First {
            request: get("first"),
            get,
        },
    }
}
