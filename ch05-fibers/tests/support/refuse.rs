//! Refuse: a thread whose kernel says no to some calls. See seccomp(2).

use std::mem::offset_of;
use std::ptr;

use libc::{c_long, seccomp_data, sock_filter, sock_fprog};

/// A kind of guard that is made by a system call.
#[derive(Clone, Copy)]
pub(crate) enum Guard {
    /// madvise(2) with `MADV_GUARD_INSTALL`, of Linux 6.13.
    Marker,
    /// mprotect(2) with `PROT_NONE`.
    NoAccess,
}

impl Guard {
    /// The call, its third argument, and the error with which the kernel refuses it.
    fn refused(self) -> (c_long, u32, i32) {
        match self {
            Guard::Marker => (libc::SYS_madvise, 102, libc::EINVAL),
            Guard::NoAccess => (
                libc::SYS_mprotect,
                libc::PROT_NONE.cast_unsigned(),
                libc::ENOMEM,
            ),
        }
    }
}

/// Has such guards refused to this thread from now on; whether that can be had here.
#[must_use]
pub(crate) fn refuse(guard: Guard) -> bool {
    let (call, argument, error) = guard.refused();
    let call = u32::try_from(call).expect("calls have small numbers");
    let third = offset_of!(seccomp_data, args) + 2 * size_of::<u64>();
    let load = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
    let answer = (libc::BPF_RET | libc::BPF_K) as u16;
    let mut filter = [
        step(load, offset_of!(seccomp_data, nr) as u32),
        unless_equal(call, 3),
        step(load, third as u32),
        unless_equal(argument, 1),
        step(answer, libc::SECCOMP_RET_ERRNO | error.cast_unsigned()),
        step(answer, libc::SECCOMP_RET_ALLOW),
    ];
    let program = sock_fprog {
        len: filter.len() as u16,
        filter: filter.as_mut_ptr(),
    };
    // SAFETY: it takes no pointer, and is of this thread alone.
    let asked = unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) };
    let mode = libc::SECCOMP_MODE_FILTER;
    // SAFETY: the program is alive during the call.
    let set = unsafe { libc::prctl(libc::PR_SET_SECCOMP, mode, ptr::from_ref(&program)) };
    (asked, set) == (0, 0)
}

fn step(code: u16, k: u32) -> sock_filter {
    let (jt, jf) = (0, 0);
    sock_filter { code, jt, jf, k }
}

/// Skips so many steps unless the word that was loaded is `k`.
fn unless_equal(k: u32, skipped: u8) -> sock_filter {
    let code = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
    let (jt, jf) = (0, skipped);
    sock_filter { code, jt, jf, k }
}
