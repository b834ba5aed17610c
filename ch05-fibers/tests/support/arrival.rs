//! Arrival: what a switch brings to the other stack, seen by who needs no second switch to come back. x86_64.

use std::arch::{asm, naked_asm};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) const REGISTERS: [&str; 6] = ["rbx", "rbp", "r12", "r13", "r14", "r15"];

static FOUND: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];
/// The stack pointer of who waits.
static WAITS: AtomicU64 = AtomicU64::new(0);
/// Where the address is written of what was left.
static PLACE: AtomicU64 = AtomicU64::new(0);
/// The lowest word of what was left.
static LOWEST: AtomicU64 = AtomicU64::new(0);

/// The statics are for one at a time.
static IN_USE: Mutex<()> = Mutex::new(());

/// What [`arrive`] has found.
pub(crate) struct Arrival {
    pub(crate) registers: BTreeMap<&'static str, u64>,
    /// The lowest word of what has been left on the stack; 0 if it is not known where that is.
    pub(crate) lowest: u64,
}

/// Calls `leave`, which goes to a stack that begins with [`arrive`], and stores in `place` what it has left.
pub(crate) fn leave_for_arrival<T>(
    leave: extern "C" fn(*mut T),
    argument: *mut T,
    place: *const *const u64,
) -> Arrival {
    let _alone = IN_USE.lock();
    PLACE.store(place.expose_provenance() as u64, Ordering::Relaxed);
    // SAFETY: what the call destroys is declared, or pushed; four pushes leave the stack aligned.
    unsafe {
        asm!(
            "push rbx",
            "push rbp",
            "push rcx",
            "lea rcx, [rip + 2f]",
            "push rcx", // `arrive` returns to it.
            "mov [rip + {waits}], rsp",
            "call rax",
            "pop rcx", // Whoever has returned has not gone there.
            "2:",
            "pop rcx",
            "pop rbp",
            "pop rbx",
            waits = sym WAITS,
            in("rax") leave,
            in("rdi") argument,
            out("r12") _, out("r13") _, out("r14") _, out("r15") _,
            clobber_abi("C"),
        );
    }
    let found = FOUND.each_ref().map(|word| word.load(Ordering::Relaxed));
    Arrival {
        registers: REGISTERS.into_iter().zip(found).collect(),
        lowest: LOWEST.load(Ordering::Relaxed),
    }
}

/// Notes what has arrived and what was left, and goes back to who waits.
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn arrive() {
    naked_asm!(
        "mov [rip + {found}], rbx",
        "mov [rip + {found} + 8], rbp",
        "mov [rip + {found} + 16], r12",
        "mov [rip + {found} + 24], r13",
        "mov [rip + {found} + 32], r14",
        "mov [rip + {found} + 40], r15",
        "mov rdx, [rip + {place}]",
        "mov rdx, [rdx]",
        "test rdx, rdx",
        "jz 2f",
        "mov rdx, [rdx]",
        "2:",
        "mov [rip + {lowest}], rdx",
        "mov rsp, [rip + {waits}]",
        "ret",
        found = sym FOUND,
        place = sym PLACE,
        lowest = sym LOWEST,
        waits = sym WAITS,
    )
}
