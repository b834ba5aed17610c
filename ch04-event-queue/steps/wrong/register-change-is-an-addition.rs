//! A registration is changed by adding the source again, which the kernel refuses: no source can
//! ever change its mind.
//!
//! caught by: reregistering_replaces_token_and_interest
//! says: the registration could not be changed
//! hint: See the three operations of epoll_ctl(2): which one changes what is there?
// in epoll.rs
impl Epoll {
    pub(crate) fn modify(&self, source: RawFd, token: Token, interest: Interest) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_ADD, source, token, interest)
    }
}
