//! A call that has its answer at once never gives the turn away: one fiber with a busy socket has the
//! thread for itself.
//!
//! caught by: waits::a_fiber_whose_socket_is_always_ready_lets_others_run
//! says: nobody else had a turn
//! hint: When does a fiber that never has to wait let others run? Who counts?
// in scheduler/reactor.rs
impl<S: Source> Registered<S> {
    pub(crate) fn retry<T>(
        &self,
        (direction, what): (Direction, &'static str),
        timeout: Option<Duration>,
        mut call: impl FnMut(&S) -> io::Result<T>,
    ) -> io::Result<T> {
        let core = Core::of_thread();
        let mut deadline = None;
        loop {
            match call(&self.source) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    let timeout = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
                    deadline = deadline.or(timeout);
                    self.wait(&core, direction, what, deadline)?;
                }
                result => return result,
            }
        }
    }
}
