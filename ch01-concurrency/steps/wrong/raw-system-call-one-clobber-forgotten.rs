//! Only one of the two registers is declared: that the processor keeps the flags in `r11` is
//! easily missed, and a release build that has a value there loses it.
//!
//! caught by: no_register_changes_that_the_compiler_does_not_know_of
//! says: in registers that `asm!` did not declare
//! hint: Where does the processor put the address to return to, and where the flags?
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
            options(nostack, preserves_flags),
        );
    }
    Ok(answer)
}
