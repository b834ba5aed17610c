//! A fiber ends without a word: who joins it waits for ever.
//!
//! caught by: ends::the_end_of_a_fiber_wakes_who_joins_it
//! says: `join` was not woken by the fiber's end
//! hint: Where does `wait_for_end` leave its ticket, and who takes it from there?
// in scheduler/core/life.rs
impl Core {
    fn tell_joiner(&self, task: &Task) {
        task.finish();
    }
}
