//! Alternate: the stack on which a thread handles signals.
//!
//! Threads that std has started have one already.

use std::cell::{Cell, OnceCell};
use std::io;
use std::mem::MaybeUninit;
use std::ptr;

/// For the handler, for the one before it, and for the processor's registers, which the kernel puts there.
const SIZE: usize = 64 * 1024;

thread_local! {
    static IS_ARMED: Cell<bool> = const { Cell::new(false) };
    static OURS: OnceCell<Alternate> = const { OnceCell::new() };
}

/// Sees to it that this thread can handle a signal when its stack has overflowed.
#[inline]
pub(crate) fn arm_thread() {
    if !IS_ARMED.get() {
        arm();
    }
}

#[cold]
fn arm() {
    IS_ARMED.set(true);
    if has_alternate() {
        return;
    }
    // Where there is no memory for it, or the thread is ending, an overflow ends the process
    // without a message.
    if let Ok(alternate) = Alternate::new() {
        drop(OURS.try_with(|ours| ours.set(alternate)));
    }
}

fn has_alternate() -> bool {
    let mut current = MaybeUninit::<libc::stack_t>::zeroed();
    // SAFETY: `current` has room for what the call writes.
    unsafe { libc::sigaltstack(ptr::null(), current.as_mut_ptr()) };
    // SAFETY: it is all 0, or what the call has written; both are a `stack_t`.
    unsafe { current.assume_init() }.ss_flags & libc::SS_DISABLE == 0
}

/// A stack for signals of this thread, until it is dropped.
#[derive(Debug)]
struct Alternate {
    memory: *mut libc::c_void,
}

impl Alternate {
    fn new() -> io::Result<Alternate> {
        let (access, flags) = (
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANON,
        );
        // SAFETY: the kernel chooses a place where nothing is.
        let memory = unsafe { libc::mmap(ptr::null_mut(), SIZE, access, flags, -1, 0) };
        if memory == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        set(libc::stack_t {
            ss_sp: memory,
            ss_flags: 0,
            ss_size: SIZE,
        });
        Ok(Alternate { memory })
    }
}

impl Drop for Alternate {
    fn drop(&mut self) {
        set(libc::stack_t {
            ss_sp: ptr::null_mut(),
            ss_flags: libc::SS_DISABLE,
            ss_size: SIZE,
        });
        // SAFETY: the mapping is ours, and the kernel no longer uses it.
        unsafe { libc::munmap(self.memory, SIZE) };
    }
}

fn set(stack: libc::stack_t) {
    // SAFETY: what `stack` describes is memory of this size that nobody else uses, or nothing.
    let result = unsafe { libc::sigaltstack(&stack, ptr::null_mut()) };
    debug_assert_eq!(result, 0, "no handler is running on this thread");
}
