//! How a process ends on Windows: with the code of an exception.

use std::env;
use std::process::{self, Command, ExitStatus};
use std::sync::atomic::{AtomicI32, Ordering};

use windows_sys::Win32::Foundation::{
    EXCEPTION_ACCESS_VIOLATION, EXCEPTION_GUARD_PAGE, EXCEPTION_STACK_OVERFLOW, NTSTATUS,
    STATUS_STACK_BUFFER_OVERRUN,
};
use windows_sys::Win32::System::Diagnostics::Debug::{
    AddVectoredExceptionHandler, EXCEPTION_CONTINUE_SEARCH, EXCEPTION_POINTERS,
};
use windows_sys::Win32::System::Threading::{CreateThread, INFINITE, WaitForSingleObject};

/// This program.
pub(crate) fn again() -> Command {
    Command::new(env::current_exe().expect("a program knows itself"))
}

fn has_ended_by(status: ExitStatus, code: NTSTATUS) -> bool {
    status.code() == Some(code)
}

pub(crate) fn has_aborted(status: ExitStatus) -> bool {
    // The code of `__fastfail`, whatever it is for.
    has_ended_by(status, STATUS_STACK_BUFFER_OVERRUN)
}

/// By a pointer to nothing.
pub(crate) fn has_faulted(status: ExitStatus) -> bool {
    has_ended_by(status, EXCEPTION_ACCESS_VIOLATION)
}

/// By a pointer into a guard.
pub(crate) fn has_hit_guard(status: ExitStatus) -> bool {
    has_ended_by(status, EXCEPTION_GUARD_PAGE)
}

/// What std leaves to the system when a thread's own stack has overflowed.
pub(crate) fn has_overflowed(status: ExitStatus) -> bool {
    has_ended_by(status, EXCEPTION_STACK_OVERFLOW)
}

/// Runs it on a thread that std has not started.
pub(crate) fn on_a_foreign_thread(run: fn()) {
    unsafe extern "system" fn main(run: *mut std::ffi::c_void) -> u32 {
        // SAFETY: it is the address of the caller's `run`, and the caller waits.
        let run = unsafe { run.cast::<fn()>().read() };
        run();
        0
    }
    let argument = (&raw const run).cast();
    // SAFETY: `main` is of the kind that the call needs, and nothing else is pointed to.
    let thread = unsafe {
        CreateThread(
            std::ptr::null(),
            0,
            Some(main),
            argument,
            0,
            std::ptr::null_mut(),
        )
    };
    assert!(!thread.is_null());
    // SAFETY: the thread has been started, and its handle is not closed.
    unsafe { WaitForSingleObject(thread, INFINITE) };
}

/// From now on, a fault ends the process with that status.
pub(crate) fn exit_on_fault(status: i32) {
    static STATUS: AtomicI32 = AtomicI32::new(0);
    unsafe extern "system" fn handler(exception: *mut EXCEPTION_POINTERS) -> i32 {
        // SAFETY: the system gives every handler a live record of the exception.
        let record = unsafe { (*exception).ExceptionRecord };
        // SAFETY: likewise.
        match unsafe { (*record).ExceptionCode } {
            EXCEPTION_ACCESS_VIOLATION => process::exit(STATUS.load(Ordering::Relaxed)),
            _ => EXCEPTION_CONTINUE_SEARCH,
        }
    }
    STATUS.store(status, Ordering::Relaxed);
    // SAFETY: the handler is never taken away.
    let handler = unsafe { AddVectoredExceptionHandler(1, Some(handler)) };
    assert!(!handler.is_null());
}
