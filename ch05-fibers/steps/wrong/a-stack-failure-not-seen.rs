//! mmap(2) does not fail with a null pointer but with -1, which is then taken for the address of a
//! stack.
//!
//! caught by: a_size_that_only_the_kernel_can_refuse_is_refused_by_mmap
//! says: mmap(2) says ENOMEM, and has mapped nothing
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
// in stack/sys/unix.rs
pub(in crate::stack) unsafe fn release(start: NonNull<u8>, length: usize) {
    // SAFETY: as the caller says.
    unsafe { libc::munmap(start.as_ptr().cast(), length) };
}
