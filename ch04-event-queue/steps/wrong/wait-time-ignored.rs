//! Every wait is for ever: a program with a deadline and nothing to read never comes back.
//!
//! caught by: a_wait_is_over_when_its_time_is
//! says: a wait for 20 ms was not over after 5 s
//! hint: Which argument of epoll_wait(2) says how long to sleep, and what does -1 mean there?
// in epoll.rs
impl Epoll {
    pub(crate) fn wait(
        &self,
        events: &mut Vec<Event>,
        _timeout: Option<Duration>,
    ) -> io::Result<()> {
        events.clear();
        let room = c_int::try_from(events.capacity()).unwrap_or(c_int::MAX);
        let (queue, space) = (self.fd.as_raw_fd(), events.as_mut_ptr().cast());
        // SAFETY: the kernel writes at most `room` events, and `space` has room for them.
        let count = check(unsafe { libc::epoll_wait(queue, space, room, -1) })?;
        // SAFETY: the kernel has written the first `count` events.
        unsafe { events.set_len(count as usize) };
        Ok(())
    }
}
