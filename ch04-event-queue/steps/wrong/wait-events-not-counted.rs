//! The kernel writes its events, and nobody tells the `Vec`: it stays empty, and each wait looks
//! as if nothing had happened.
//!
//! caught by: a_ready_source_is_reported_under_its_token
//! says: nothing was reported in 3 s
//! hint: How long is `events` after `epoll_wait`, and who knows how many there are? See `Vec::set_len`.
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
        // SAFETY: the kernel writes at most `room` events, and `space` has room for them.
        check(unsafe { libc::epoll_wait(queue, space, room, timeout_ms) })?;
        Ok(())
    }
}
