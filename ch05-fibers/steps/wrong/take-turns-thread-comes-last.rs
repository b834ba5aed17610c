//! The thread has its turn only when no fiber can run: two fibers that yield to each other keep it
//! waiting for ever.
//!
//! caught by: turns::the_thread_has_its_turn_like_a_fiber
//! says: the thread did not get its turn when it came
//! hint: What does `run` do when it takes the root out of the queue, whoever is behind it?
// in scheduler/core/turns.rs
impl Core {
    fn run(self: &Rc<Core>) -> Result<(), Deadlock> {
        loop {
            self.count_turn();
            let next = self.ready.pop();
            match next {
                Some(task) if Rc::ptr_eq(&task, &self.root) => match self.ready.pop() {
                    None => return Ok(()),
                    Some(other) => {
                        self.enqueue(task);
                        self.turn(other);
                    }
                },
                Some(task) => self.turn(task),
                None => self.sleep()?,
            }
        }
    }
}
