//! The queue goes on waiting after a signal, each time for the full time: who is sent signals
//! never gets to its deadline, and cannot act on the signal either.
//!
//! caught by: a_signal_ends_a_wait_and_is_reported_as_interrupted
//! says: although signals came all the while
//! hint: See signal(7) on interrupted calls. What does `Poll::poll` promise about `Interrupted`?
// in epoll.rs
impl Epoll {
    pub(crate) fn wait(
        &self,
        events: &mut Vec<Event>,
        timeout: Option<Duration>,
    ) -> io::Result<()> {
        events.clear();
        let (queue, timeout_ms) = (self.fd.as_raw_fd(), timeout_ms(timeout));
        let room = c_int::try_from(events.capacity()).unwrap_or(c_int::MAX);
        let space = events.as_mut_ptr().cast();
        let count = loop {
            // SAFETY: the kernel writes at most `room` events, and `space` has room for them.
            match check(unsafe { libc::epoll_wait(queue, space, room, timeout_ms) }) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        // SAFETY: the kernel has written the first `count` events.
        unsafe { events.set_len(count as usize) };
        Ok(())
    }
}
