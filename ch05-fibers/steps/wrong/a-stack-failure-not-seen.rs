//! mmap(2) does not fail with a null pointer but with -1, which is then taken for the address of a
//! stack.
//!
//! caught by: more_than_there_is_room_for_is_an_error
//! says: a whole mapping can always be given back
//! hint: What does the manual page say that mmap(2) returns when it fails?
// in stack/sys/unix.rs
pub(super) fn map(length: usize, flags: c_int) -> io::Result<NonNull<u8>> {
    let access = libc::PROT_READ | libc::PROT_WRITE;
    let flags = flags | libc::MAP_PRIVATE | libc::MAP_ANON;
    // SAFETY: the kernel chooses a place where nothing is.
    let start = unsafe { libc::mmap(ptr::null_mut(), length, access, flags, -1, 0) };
    NonNull::new(start.cast()).ok_or_else(io::Error::last_os_error)
}
// in stack/sys/unix.rs
pub(in crate::stack) unsafe fn protect(start: NonNull<u8>, length: usize) -> io::Result<()> {
    // SAFETY: as the caller says.
    match unsafe { libc::mprotect(start.as_ptr().cast(), length, libc::PROT_NONE) } {
        0 => Ok(()),
        _ => Err(explained(io::Error::last_os_error())),
    }
}
