//! A machine that has no thread left.
//!
//! This `pthread_create` stands in front of the C library's in this program: the linker takes it,
//! and the standard library calls it to start a thread.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::mem;

thread_local! {
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Makes the call, from which this thread can start so many others and no more.
pub(crate) fn with_threads_left<T>(count: usize, call: impl FnOnce() -> T) -> T {
    LEFT.set(count);
    let result = call();
    LEFT.set(usize::MAX);
    result
}

type Create = unsafe extern "C" fn(
    *mut libc::pthread_t,
    *const libc::pthread_attr_t,
    extern "C" fn(*mut c_void) -> *mut c_void,
    *mut c_void,
) -> c_int;

/// As pthread_create(3), with the error that it gives where there are too many threads.
///
/// # Safety
///
/// As that.
#[unsafe(no_mangle)]
unsafe extern "C" fn pthread_create(
    thread: *mut libc::pthread_t,
    attributes: *const libc::pthread_attr_t,
    start: extern "C" fn(*mut c_void) -> *mut c_void,
    argument: *mut c_void,
) -> c_int {
    if LEFT.get() == 0 {
        return libc::EAGAIN;
    }
    LEFT.set(LEFT.get() - 1);
    // SAFETY: the name is a C string.
    let next = unsafe { libc::dlsym(libc::RTLD_NEXT, c"pthread_create".as_ptr()) };
    assert!(!next.is_null(), "the C library has a pthread_create");
    // SAFETY: it is the C library's function of this name, and this is its type.
    let create = unsafe { mem::transmute::<*mut c_void, Create>(next) };
    // SAFETY: the caller answers for the arguments.
    unsafe { create(thread, attributes, start, argument) }
}
