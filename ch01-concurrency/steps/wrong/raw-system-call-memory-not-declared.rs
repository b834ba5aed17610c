//! The compiler is told that the instruction touches no memory: it may leave the bytes unwritten,
//! since nobody seems to read them, and the kernel gets what was there before.
//!
//! caught by: what_was_stored_right_before_the_call_is_written
//! says: does the compiler know that the instruction reads the memory
//! hint: What does `options(nomem)` promise, and who reads the bytes that `rsi` points to?
// in syscall/raw/x86_64.rs
pub(super) unsafe fn write(fd: c_int, bytes: &[u8]) -> io::Result<isize> {
    let answer;
    // SAFETY: the kernel reads `bytes`, which is borrowed until it is done.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") WRITE => answer,
            in("rdi") fd,
            in("rsi") bytes.as_ptr(),
            in("rdx") bytes.len(),
            out("rcx") _,
            out("r11") _,
            options(nostack, nomem, preserves_flags),
        );
    }
    Ok(answer)
}
