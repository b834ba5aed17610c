//! The error keeps its minus sign: no error has such a number, and who compares it with `ENOSPC`
//! never finds it.
//!
//! caught by: a_full_device_is_an_error
//! says: `write` made another error of it
//! hint: `from_raw_os_error` wants the number as errno(3) lists it.
// in syscall/raw/mod.rs
pub unsafe fn write(fd: c_int, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the caller answers for `fd`.
    let answer = unsafe { arch::write(fd, bytes) }?;
    match answer {
        -4095..=-1 => Err(io::Error::from_raw_os_error(answer as i32)),
        _ => Ok(answer as usize),
    }
}
