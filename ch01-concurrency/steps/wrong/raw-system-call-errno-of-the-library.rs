//! The error's number is asked of the C library, which has not been called and knows of nothing:
//! what is reported is the failure of some call before.
//!
//! caught by: a_full_device_is_an_error
//! says: `write` made another error of it
//! hint: Who sets `errno`? The number that you need is in the answer.
// in syscall/raw/mod.rs
pub unsafe fn write(fd: c_int, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the caller answers for `fd`.
    let answer = unsafe { arch::write(fd, bytes) }?;
    match answer {
        -4095..=-1 => Err(io::Error::last_os_error()),
        _ => Ok(answer as usize),
    }
}
