//! Each time the call has to wait again, its whole time begins again: where two fibers read from one
//! socket, one of them may never be given its time-out.
//!
//! caught by: times::a_time_out_does_not_start_anew_when_a_read_is_woken_for_nothing
//! says: the time-out has started anew
//! hint: When is the deadline worked out, and how often?
// in scheduler/reactor.rs
impl<S: Source> Registered<S> {
    pub(crate) fn retry<T>(
        &self,
        (direction, what): (Direction, &'static str),
        timeout: Option<Duration>,
        mut call: impl FnMut(&S) -> io::Result<T>,
    ) -> io::Result<T> {
        let core = Core::of_thread();
        loop {
            match call(&self.source) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
                    self.wait(&core, direction, what, deadline)?;
                }
                result => {
                    core.count_ready_io();
                    return result;
                }
            }
        }
    }
}
