//! Linux on x86_64: `syscall`.
//!
//! ```text
//! register   before            after
//! rax        1, for write      the answer
//! rdi        descriptor        as before
//! rsi        address           as before
//! rdx        length            as before
//! rcx        anything          where the program goes on: put there by the processor
//! r11        anything          the flags: put there by the processor
//! others     anything          as before, and so are the flags
//! ```

use std::arch::asm;
use std::ffi::c_int;
use std::io;

/// `__NR_write` in the kernel's `asm/unistd_64.h`.
const WRITE: isize = 1;

/// The kernel's answer, undecoded. Always `Ok`: there is assembly for this processor.
///
/// # Safety
///
/// As [`super::write`].
#[inline]
pub(super) unsafe fn write(fd: c_int, bytes: &[u8]) -> io::Result<isize> {
    let answer;
    // SAFETY: the kernel reads `bytes`, which is borrowed until it is done, and the caller answers
    // for `fd`. All the registers that change are declared.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") WRITE => answer,
            in("rdi") fd, // The kernel looks at its lower 32 bits.
            in("rsi") bytes.as_ptr(),
            in("rdx") bytes.len(),
            out("rcx") _,
            out("r11") _,
            // The kernel has a stack of its own, and restores the flags from r11 on its way back.
            // Not `readonly`: the file may be mapped into the memory of this process.
            options(nostack, preserves_flags),
        );
    }
    Ok(answer)
}
