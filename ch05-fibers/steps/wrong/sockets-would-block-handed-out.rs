//! What the socket says goes to the caller as it is: `read` fails with `WouldBlock`, and no program
//! that was written for blocking sockets knows what to do with that.
//!
//! caught by: waits::a_read_waits_until_a_byte_comes
//! says: handed `WouldBlock` to its caller
//! hint: Which of a call's outcomes are the caller's business, and which is yours?
// in scheduler/reactor.rs
impl<S: Source> Registered<S> {
    pub(crate) fn retry<T>(
        &self,
        (direction, what): (Direction, &'static str),
        timeout: Option<Duration>,
        mut call: impl FnMut(&S) -> io::Result<T>,
    ) -> io::Result<T> {
        let core = Core::of_thread();
        if what == "connect" {
            let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
            self.wait(&core, direction, what, deadline)?;
        }
        core.count_ready_io();
        call(&self.source)
    }
}
