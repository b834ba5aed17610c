//! What is answered is the length that was asked for, not the length that was written: the rest of
//! a large write is lost, and nobody hears of it.
//!
//! caught by: a_part_is_told_as_a_part
//! says: no pipe holds 4 MiB
//! hint: The kernel says how many bytes it took. Where is that number after the call?
// in syscall/raw/mod.rs
pub unsafe fn write(fd: c_int, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the caller answers for `fd`.
    let answer = unsafe { arch::write(fd, bytes) }?;
    match answer {
        -4095..=-1 => Err(io::Error::from_raw_os_error(-answer as i32)),
        _ => Ok(bytes.len()),
    }
}
