//! Who comes last is next: whoever yields goes on at once, and the others never have their turn.
//!
//! caught by: turns::fibers_take_turns_in_the_order_in_which_they_came
//! says: who came first is next
//! hint: From which end of the queue does `run` take, and to which does `enqueue` put?
// in scheduler/core/turns.rs
impl Core {
    pub(super) fn enqueue(&self, task: Rc<Task>) {
        let others: Vec<_> = std::iter::from_fn(|| self.ready.pop()).collect();
        self.ready.push(task);
        others.into_iter().for_each(|other| self.ready.push(other));
    }
}
