//! The kernel is told the length and not the capacity, and an empty `Vec` has no length: every
//! wait is refused, since it has no room.
//!
//! caught by: an_empty_queue_reports_nothing
//! says: the queue could not wait
//! hint: What does EINVAL mean in epoll_wait(2)? How many events fit into a `Vec` that is empty?
// in epoll.rs
impl Epoll {
    pub(crate) fn wait(
        &self,
        events: &mut Vec<Event>,
        timeout: Option<Duration>,
    ) -> io::Result<()> {
        events.clear();
        let (queue, timeout_ms) = (self.fd.as_raw_fd(), timeout_ms(timeout));
        let room = c_int::try_from(events.len()).unwrap_or(c_int::MAX);
        let space = events.as_mut_ptr().cast();
        // SAFETY: the kernel writes at most `room` events, and `space` has room for them.
        let count = check(unsafe { libc::epoll_wait(queue, space, room, timeout_ms) })?;
        // SAFETY: the kernel has written the first `count` events.
        unsafe { events.set_len(count as usize) };
        Ok(())
    }
}
