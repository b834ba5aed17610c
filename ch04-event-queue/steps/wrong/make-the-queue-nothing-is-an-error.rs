//! A result of 0 is taken for an error, of which `errno` knows nothing: "Success (os error 0)".
//! Most system calls return 0 when all has gone well.
//!
//! caught by: a_call_that_returns_0_has_succeeded
//! says: pipe2(2) returned 0
//! hint: Which result is an error, and are there others that are not positive?
// in epoll.rs
pub(crate) fn check(result: c_int) -> io::Result<c_int> {
    if result > 0 {
        Ok(result)
    } else {
        Err(io::Error::last_os_error())
    }
}
