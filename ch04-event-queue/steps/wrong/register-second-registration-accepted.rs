//! Registering a source that is registered changes its token, silently: the first owner of the
//! source waits for ever.
//!
//! caught by: the_kernel_too_knows_what_is_registered
//! says: a second registration was accepted
//! hint: What is the caller to learn when epoll_ctl(2) says EEXIST?
// in epoll.rs
impl Epoll {
    pub(crate) fn add(&self, source: RawFd, token: Token, interest: Interest) -> io::Result<()> {
        match self.control(libc::EPOLL_CTL_ADD, source, token, interest) {
            Err(error) if error.raw_os_error() == Some(libc::EEXIST) => {
                self.modify(source, token, interest)
            }
            result => result,
        }
    }
}
