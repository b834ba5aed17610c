//! Linux on aarch64: `svc`, the supervisor call.
//!
//! ```text
//! register   before            after
//! x8         64, for write     as before
//! x0         descriptor        the answer
//! x1         address           as before
//! x2         length            as before
//! others     anything          as before, and so are the flags
//! ```
//!
//! The processor keeps the address to return to and the flags in registers of the kernel's
//! (`ELR_EL1`, `SPSR_EL1`), so the program loses none. The exception are the registers of SVE, in
//! a program compiled for it: they are zeroed beyond what SIMD has of them
//! (`Documentation/arch/arm64/sve.rst`, "System call behaviour").

use std::arch::asm;
use std::ffi::c_int;
use std::io;

/// `__NR_write` in the kernel's `asm-generic/unistd.h`.
const WRITE: usize = 64;

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
            "svc #0",
            in("x8") WRITE,
            inlateout("x0") fd as isize => answer,
            in("x1") bytes.as_ptr(),
            in("x2") bytes.len(),
            // SVE's predicates. Its vectors have no names in `asm!` beyond their SIMD part.
            out("p0") _, out("p1") _, out("p2") _, out("p3") _,
            out("p4") _, out("p5") _, out("p6") _, out("p7") _,
            out("p8") _, out("p9") _, out("p10") _, out("p11") _,
            out("p12") _, out("p13") _, out("p14") _, out("p15") _,
            out("ffr") _,
            // The kernel has a stack of its own, and restores the flags on its way back.
            // Not `readonly`: the file may be mapped into the memory of this process.
            options(nostack, preserves_flags),
        );
    }
    Ok(answer)
}
