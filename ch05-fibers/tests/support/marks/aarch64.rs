//! aarch64: `x19` to `x29`, and the lower halves of `v8` to `v15`.

use std::arch::asm;
use std::fmt;

/// A value for each register, in the order of their names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks([u64; 19]);

impl From<u64> for Marks {
    fn from(first: u64) -> Marks {
        Marks(std::array::from_fn(|index| first + index as u64))
    }
}

impl fmt::Debug for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = (19..=29).map(|number| format!("x{number}"));
        let names = names.chain((8..=15).map(|number| format!("d{number}")));
        f.debug_map().entries(names.zip(self.0)).finish()
    }
}

/// Calls `leave` with the marks in the registers, and gives what is in them when it returns.
pub(crate) fn call_with_marks<T>(
    marks: Marks,
    leave: extern "C" fn(*mut T),
    argument: *mut T,
) -> Marks {
    let mut words = marks.0;
    // SAFETY: what the call destroys is declared, or stored; 32 bytes leave the stack aligned.
    unsafe {
        asm!(
            "stp x19, x29, [sp, #-32]!",
            "str x9, [sp, #16]",
            "ldp x19, x20, [x9]",
            "ldp x21, x22, [x9, #16]",
            "ldp x23, x24, [x9, #32]",
            "ldp x25, x26, [x9, #48]",
            "ldp x27, x28, [x9, #64]",
            "ldr x29, [x9, #80]",
            "ldp d8, d9, [x9, #88]",
            "ldp d10, d11, [x9, #104]",
            "ldp d12, d13, [x9, #120]",
            "ldp d14, d15, [x9, #136]",
            "blr x10",
            "ldr x9, [sp, #16]",
            "stp x19, x20, [x9]",
            "stp x21, x22, [x9, #16]",
            "stp x23, x24, [x9, #32]",
            "stp x25, x26, [x9, #48]",
            "stp x27, x28, [x9, #64]",
            "str x29, [x9, #80]",
            "stp d8, d9, [x9, #88]",
            "stp d10, d11, [x9, #104]",
            "stp d12, d13, [x9, #120]",
            "stp d14, d15, [x9, #136]",
            "ldp x19, x29, [sp], #32",
            in("x9") &raw mut words,
            in("x10") leave,
            in("x0") argument,
            out("x20") _, out("x21") _, out("x22") _, out("x23") _, out("x24") _,
            out("x25") _, out("x26") _, out("x27") _, out("x28") _,
            out("v8") _, out("v9") _, out("v10") _, out("v11") _,
            out("v12") _, out("v13") _, out("v14") _, out("v15") _,
            clobber_abi("C"),
        );
    }
    Marks(words)
}
