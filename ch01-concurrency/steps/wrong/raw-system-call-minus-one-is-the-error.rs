//! Only -1 is taken for an error, as if the C library had answered: all errors but one come out as
//! lengths, and that one with whatever number `errno` has from before.
//!
//! caught by: a_full_device_is_an_error
//! says: `write` made 18446744073709551588 bytes of it
//! hint: -1 and `errno` are the C library's. Which numbers does the kernel itself answer with?
// in syscall/raw/mod.rs
pub unsafe fn write(fd: c_int, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the caller answers for `fd`.
    match unsafe { arch::write(fd, bytes) }? {
        -1 => Err(io::Error::last_os_error()),
        length => Ok(length as usize),
    }
}
