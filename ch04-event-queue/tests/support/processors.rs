//! Processors of their own, for threads that are to run at once.

use std::io;
use std::mem;

/// The processors that this thread may use.
pub(crate) fn processors() -> Vec<usize> {
    let mut set = none();
    let size = size_of_val(&set);
    // SAFETY: the kernel writes `size` bytes at most, and the set has them.
    let result = unsafe { libc::sched_getaffinity(0, size, &mut set) };
    assert_eq!(result, 0, "{}", io::Error::last_os_error());
    // SAFETY: the set holds as many bits.
    let is_in = |&number: &usize| unsafe { libc::CPU_ISSET(number, &set) };
    (0..libc::CPU_SETSIZE as usize).filter(is_in).collect()
}

/// Keeps this thread on one of them.
pub(crate) fn stay_on(processor: usize) {
    let mut set = none();
    // SAFETY: `processor` is one of those that a set can hold.
    unsafe { libc::CPU_SET(processor, &mut set) };
    // SAFETY: the kernel reads the set, and keeps no pointer to it.
    let result = unsafe { libc::sched_setaffinity(0, size_of_val(&set), &set) };
    assert_eq!(result, 0, "{}", io::Error::last_os_error());
}

fn none() -> libc::cpu_set_t {
    // SAFETY: it is made of integers, and no bit means no processor.
    unsafe { mem::zeroed() }
}
