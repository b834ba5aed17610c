//! x86_64: `rbx`, `rbp` and `r12` to `r15`.

use std::arch::asm;
use std::fmt;

/// A value for each register, in the order of their names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks([u64; 6]);

impl From<u64> for Marks {
    fn from(first: u64) -> Marks {
        Marks([0, 1, 2, 3, 4, 5].map(|index| first + index))
    }
}

impl fmt::Debug for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = ["rbx", "rbp", "r12", "r13", "r14", "r15"];
        f.debug_map().entries(names.iter().zip(self.0)).finish()
    }
}

/// Calls `leave` with the marks in the registers, and gives what is in them when it returns.
pub(crate) fn call_with_marks<T>(
    marks: Marks,
    leave: extern "C" fn(*mut T),
    argument: *mut T,
) -> Marks {
    let mut words = marks.0;
    // SAFETY: what the call destroys is declared, or pushed; two pushes leave the stack aligned.
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "push rcx",
            "push rcx",
            "mov rbx, [rcx]",
            "mov rbp, [rcx + 8]",
            "mov r12, [rcx + 16]",
            "mov r13, [rcx + 24]",
            "mov r14, [rcx + 32]",
            "mov r15, [rcx + 40]",
            "call rax",
            "pop rcx",
            "pop rcx",
            "mov [rcx], rbx",
            "mov [rcx + 8], rbp",
            "mov [rcx + 16], r12",
            "mov [rcx + 24], r13",
            "mov [rcx + 32], r14",
            "mov [rcx + 40], r15",
            "pop rbp",
            "pop rbx",
            in("rcx") &raw mut words,
            in("rax") leave,
            in("rdi") argument,
            out("r12") _, out("r13") _, out("r14") _, out("r15") _,
            clobber_abi("C"),
        );
    }
    Marks(words)
}
