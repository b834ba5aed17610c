//! The two registers that the instruction overwrites are not declared: a release build keeps a
//! pointer or a counter in one of them, and goes on with what the processor has put there.
//!
//! caught by: no_register_changes_that_the_compiler_does_not_know_of
//! says: in registers that `asm!` did not declare
//! hint: Which two registers does `syscall` itself overwrite, and how does `asm!` learn of it?
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
            options(nostack, preserves_flags),
        );
    }
    Ok(answer)
}
