//! Chapter 3: `write(2)` at three levels, from the instruction up.
//!
//! Only the kernel may touch a device. A program asks it to: it puts the number of a call and its
//! arguments into registers and executes one instruction, which enters the kernel. All I/O, also
//! that of every later chapter, goes through this door.
//!
//! | level | what it adds | what it leaves to its caller |
//! |---|---|---|
//! | [`raw`] | nothing: the instruction, once a processor | the number means a file that is open |
//! | [`libc`] | one name on every processor and Unix; `errno` | the same |
//! | [`std`] | a [`File`](::std::fs::File), which is open for as long as it lives | nothing: it is safe |
//!
//! Read them in that order. At each of them a `write` may take fewer bytes than it was given, or
//! none because a signal came first; [`write_all`] goes on from there, once for all three.
//!
//! # Clobbers
//!
//! To the compiler, `asm!` is a box that changes what it declares and nothing else. On x86_64
//! `syscall` overwrites two registers by itself: `rcx` gets the address to return to and `r11` the
//! flags (Intel SDM volume 2B, SYSCALL). Left undeclared, a debug build works, because it keeps
//! every variable in memory. A release build keeps a pointer in `rcx`, and after the call it points
//! into the code. On aarch64 `svc` saves both in registers of the kernel's own, and a call changes
//! `x0` alone. The registers of each processor are listed in syscall(2); what comes back in
//! them, in the kernel's entry code (`arch/x86/entry/entry_64.S`, `arch/arm64/kernel/entry.S`).
//!
//! Left out: reading, which differs in the number of the call alone; and cheaper doors (the vDSO,
//! io_uring).

pub mod libc;
pub mod raw;
pub mod std;

// The crate; a bare `std` is the level above.
use ::std::io;

/// Calls `write`, at any level, until it has taken all of `bytes`.
///
/// Goes on after a partial write and after a signal
/// ([`Interrupted`](io::ErrorKind::Interrupted), `EINTR`).
///
/// # Errors
///
/// The first other error of `write`, and [`WriteZero`](io::ErrorKind::WriteZero) when it takes
/// nothing. How much was written before is then not known.
///
/// # Panics
///
/// When `write` answers more bytes than it was given.
pub fn write_all(
    mut bytes: &[u8],
    mut write: impl FnMut(&[u8]) -> io::Result<usize>,
) -> io::Result<()> {
    while !bytes.is_empty() {
        match write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
