//! The token goes through 32 bits: whoever uses pointers or keys of 64 bits as tokens gets events
//! of sources that do not exist.
//!
//! caught by: a_source_is_watched_under_its_token
//! says: the kernel hands back another token
//! hint: How wide is a `Token`, and how wide is the kernel's `epoll_data`?
// in epoll.rs
impl Epoll {
    fn control(
        &self,
        operation: c_int,
        source: RawFd,
        token: Token,
        interest: Interest,
    ) -> io::Result<()> {
        let queue = self.fd.as_raw_fd();
        let mut event = libc::epoll_event {
            events: flags(interest),
            u64: u64::from(token.0 as u32),
        };
        // SAFETY: `event` outlives the call, and the kernel keeps a copy, not the pointer.
        check(unsafe { libc::epoll_ctl(queue, operation, source, &mut event) })?;
        Ok(())
    }
}
