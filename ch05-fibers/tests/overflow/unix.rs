//! How a process ends on Unix: by a signal.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicI32, Ordering};
use std::{env, ptr};

use ch05_fibers::Fiber;

/// This program. The system cannot start one for another processor, so that needs what Cargo runs it with.
pub(crate) fn again() -> Command {
    let program = env::current_exe().expect("a program knows itself");
    let runner = env::var("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER").unwrap_or_default();
    let mut words = runner.split_whitespace();
    match words.next() {
        Some(emulator) if cfg!(target_arch = "aarch64") => {
            let mut command = Command::new(emulator);
            command.args(words).arg(program);
            command
        }
        _ => Command::new(program),
    }
}

pub(crate) fn has_aborted(status: ExitStatus) -> bool {
    status.signal() == Some(libc::SIGABRT)
}

/// By a pointer to nothing.
pub(crate) fn has_faulted(status: ExitStatus) -> bool {
    // macOS and the BSDs may say SIGBUS.
    [Some(libc::SIGSEGV), Some(libc::SIGBUS)].contains(&status.signal())
}

/// By a pointer into a guard.
pub(crate) fn has_hit_guard(status: ExitStatus) -> bool {
    has_faulted(status)
}

/// What std does when a thread's own stack has overflowed.
pub(crate) fn has_overflowed(status: ExitStatus) -> bool {
    has_aborted(status)
}

/// Runs it on a thread that std has not started.
pub(crate) fn on_a_foreign_thread(run: fn()) {
    extern "C" fn main(run: *mut libc::c_void) -> *mut libc::c_void {
        // SAFETY: it is the address of the caller's `run`, and the caller waits.
        let run = unsafe { run.cast::<fn()>().read() };
        run();
        ptr::null_mut()
    }
    let (mut thread, attributes) = (0, ptr::null());
    let argument = (&raw const run).cast_mut().cast();
    // SAFETY: `thread` has room for the answer, and `main` is of the kind that the call needs.
    let result = unsafe { libc::pthread_create(&mut thread, attributes, main, argument) };
    assert_eq!(result, 0);
    // SAFETY: the thread has been started, and nobody else joins it.
    unsafe { libc::pthread_join(thread, ptr::null_mut()) };
}

/// From now on, a fault ends the process with that status.
pub(crate) fn exit_on_fault(status: i32) {
    static STATUS: AtomicI32 = AtomicI32::new(0);
    extern "C" fn handler(_: libc::c_int) {
        // SAFETY: the call may be made in a handler, and takes no pointer.
        unsafe { libc::_exit(STATUS.load(Ordering::Relaxed)) };
    }
    STATUS.store(status, Ordering::Relaxed);
    // SAFETY: the handler has one argument, as `signal` needs.
    unsafe { libc::signal(libc::SIGSEGV, handler as *const () as usize) };
}

#[test]
fn a_signal_that_someone_sends_kills_where_nobody_handles_it() {
    let output = super::run("sys::sent_signal");
    assert_eq!(
        output.status.signal(),
        Some(libc::SIGSEGV),
        "{}",
        super::stderr(&output)
    );
}

#[test]
#[ignore = "a process of another test"]
fn sent_signal() {
    // SAFETY: no handler is installed by that.
    unsafe { libc::signal(libc::SIGSEGV, libc::SIG_DFL) };
    let mut fiber = Fiber::<(), (), ()>::new(|_, ()| {
        // SAFETY: the call takes no pointer.
        unsafe { libc::raise(libc::SIGSEGV) };
    });
    fiber.resume(());
}
