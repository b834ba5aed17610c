//! The call is made again and again until it has an answer: the thread is busy with one socket, and no
//! other fiber has a turn.
//!
//! caught by: waits::who_waits_for_a_socket_lets_others_run
//! says: the thread stood still in `read`
//! hint: Between two calls of the socket: who else should run, and by which call of `Core`?
// in scheduler/reactor.rs
impl<S: Source> Registered<S> {
    pub(crate) fn retry<T>(
        &self,
        (_direction, _what): (Direction, &'static str),
        timeout: Option<Duration>,
        mut call: impl FnMut(&S) -> io::Result<T>,
    ) -> io::Result<T> {
        let core = Core::of_thread();
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        loop {
            match call(&self.source) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                        return Err(ErrorKind::TimedOut.into());
                    }
                }
                result => {
                    core.count_ready_io();
                    return result;
                }
            }
        }
    }
}
