//! The error is made of the call's result, which is how the kernel hands it over, but not how C
//! does: there the result is -1, whatever went wrong, and every error becomes EPERM.
//!
//! caught by: a_queue_that_cannot_be_made_says_why
//! says: no descriptor was left, but the error says
//! hint: What does epoll_create1(2) return on an error, and where does C put the error's number?
// in epoll.rs
pub(crate) fn check(result: c_int) -> io::Result<c_int> {
    if result < 0 {
        Err(io::Error::from_raw_os_error(-result))
    } else {
        Ok(result)
    }
}
