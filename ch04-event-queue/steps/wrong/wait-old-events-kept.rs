//! When nothing has happened the events of the last wait stay, and are handled a second time.
//!
//! caught by: a_wait_replaces_what_the_last_one_brought
//! says: the events of the last wait are still there
//! hint: How long is `events` when the kernel has written none?
// in epoll.rs
impl Epoll {
    pub(crate) fn wait(
        &self,
        events: &mut Vec<Event>,
        timeout: Option<Duration>,
    ) -> io::Result<()> {
        let (queue, timeout_ms) = (self.fd.as_raw_fd(), timeout_ms(timeout));
        let room = c_int::try_from(events.capacity()).unwrap_or(c_int::MAX);
        let space = events.as_mut_ptr().cast();
        // SAFETY: the kernel writes at most `room` events, and `space` has room for them.
        let count = check(unsafe { libc::epoll_wait(queue, space, room, timeout_ms) })?;
        if count > 0 {
            // SAFETY: the kernel has written the first `count` events.
            unsafe { events.set_len(count as usize) };
        }
        Ok(())
    }
}
