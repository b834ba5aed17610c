//! The clock is looked at only when nobody can run: beside a fiber that never stops yielding, a
//! sleeper sleeps for ever, and a socket is never read.
//!
//! caught by: turns::a_sleeper_wakes_although_others_never_stop_yielding
//! says: looks outside only when nobody can run
//! hint: What is `count_turn` for, and how often is it to be called?
// in scheduler/core.rs
impl Core {
    fn run(self: &Rc<Core>) -> Result<(), Deadlock> {
        loop {
            let next = self.ready.borrow_mut().pop_front();
            match next {
                Some(task) if Rc::ptr_eq(&task, &self.root) => return Ok(()),
                Some(task) => self.turn(task),
                None => self.sleep()?,
            }
        }
    }
}
