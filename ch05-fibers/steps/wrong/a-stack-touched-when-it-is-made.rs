//! Each byte of a stack is set to 0 when it is made, as one would do with a variable: the kernel
//! has to give all of its pages at once.
//!
//! caught by: a_large_stack_costs_nothing_until_it_is_used
//! says: bytes are in use for 64 stacks
//! hint: What is on a fresh anonymous page? And when does the kernel give one?
// in stack/sys/unix.rs
pub(super) fn map(length: usize, flags: c_int) -> io::Result<NonNull<u8>> {
    let access = libc::PROT_READ | libc::PROT_WRITE;
    let flags = flags | libc::MAP_PRIVATE | libc::MAP_ANON;
    // SAFETY: the kernel chooses a place where nothing is.
    let start = unsafe { libc::mmap(ptr::null_mut(), length, access, flags, -1, 0) };
    if start == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel has just mapped it.
    unsafe { ptr::write_bytes(start.cast::<u8>(), 0, length) };
    Ok(NonNull::new(start.cast()).expect("nothing is mapped at address 0"))
}
