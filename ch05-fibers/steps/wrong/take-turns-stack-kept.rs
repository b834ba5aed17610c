//! A fiber that has ended keeps its stack until the last handle of it is dropped: whoever collects
//! handles runs out of memory.
//!
//! caught by: ends::a_fiber_that_has_ended_gives_its_stack_back
//! says: stacks are in use though no fiber is left
//! hint: Who owns the fiber, and what is to happen with it when it has returned?
// in scheduler/core/life.rs
impl Core {
    pub(super) fn finish(&self, task: &Task) {
        self.tasks.borrow_mut().remove(task.key.get());
        self.tell_joiner(task);
    }
}
