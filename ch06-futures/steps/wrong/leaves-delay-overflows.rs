//! The sum of now and a very long time does not fit, and `+` panics: "as good as for ever" ends the program.
//!
//! caught by: a_delay_beyond_all_time_is_pending
//! says: overflow when adding duration to instant
//! hint: Which method of `Instant` adds, and says when the sum does not fit?
// in delay.rs
impl Delay {
    pub fn new(duration: Duration) -> Delay {
        Delay {
            deadline: Some(Instant::now() + duration),
        }
    }
}
