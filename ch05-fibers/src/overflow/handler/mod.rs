//! Handler: SIGSEGV and SIGBUS on a stack of their own. See sigaction(2) and sigaltstack(2).

mod alternate;
#[cfg_attr(
    all(target_os = "linux", target_arch = "x86_64"),
    path = "linux_x86_64.rs"
)]
#[cfg_attr(
    all(target_os = "linux", target_arch = "aarch64"),
    path = "linux_aarch64.rs"
)]
#[cfg_attr(
    not(all(
        target_os = "linux",
        any(target_arch = "x86_64", target_arch = "aarch64")
    )),
    path = "elsewhere.rs"
)]
mod context;

use std::io::{self, ErrorKind};
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;

use libc::{c_int, c_void, sigaction, siginfo_t};

use super::message::Message;
use super::region::{self, Slot};

pub(crate) use alternate::arm_thread;

/// macOS and the BSDs have SIGBUS where Linux has SIGSEGV.
const SIGNALS: [c_int; 2] = [libc::SIGSEGV, libc::SIGBUS];

/// How far below the guard a stack pointer may be whose function is about to touch the guard: such a
/// function goes down page by page.
const PROBE: usize = 64 * 1024;

/// What handled each of [`SIGNALS`] before.
static BEFORE: OnceLock<[sigaction; 2]> = OnceLock::new();

/// From now on, faults are looked at.
pub(super) fn install() {
    BEFORE.get_or_init(|| {
        let before = SIGNALS.map(current);
        for (signal, before) in SIGNALS.into_iter().zip(before) {
            let mut ours = before;
            ours.sa_sigaction = handle as *const () as usize;
            ours.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            // SAFETY: `ours` is alive, and the handler is one of three arguments, as its flags say.
            let result = unsafe { libc::sigaction(signal, &ours, ptr::null_mut()) };
            debug_assert_eq!(result, 0, "both signals may be handled");
        }
        before
    });
}

fn current(signal: c_int) -> sigaction {
    let mut action = MaybeUninit::<sigaction>::zeroed();
    // SAFETY: `action` has room for what the call writes.
    let result = unsafe { libc::sigaction(signal, ptr::null(), action.as_mut_ptr()) };
    debug_assert_eq!(result, 0, "both signals may be asked for");
    // SAFETY: it is all 0, or what the call has written; both are a `sigaction`.
    unsafe { action.assume_init() }
}

/// Takes no lock and no memory, whatever it has interrupted.
extern "C" fn handle(signal: c_int, info: *mut siginfo_t, context: *mut c_void) {
    // SAFETY: the kernel gives every handler with SA_SIGINFO a live `siginfo_t`.
    let about = unsafe { &*info };
    // SAFETY: both signals come with an address, or with 0 in its place.
    let address = unsafe { about.si_addr() }.addr();
    // SAFETY: the kernel gives it a live `ucontext_t`, too.
    let stack_pointer = unsafe { context::stack_pointer(context) };
    match region::find(address).filter(|slot| is_on(slot, stack_pointer)) {
        // SAFETY: the stack pointer is on the slot's stack, so the fiber that has it is running.
        Some(slot) => give_up(&unsafe { Message::about(slot) }),
        None => pass_on(signal, info, context),
    }
}

/// Whether who has hit the guard runs on the stack above it; if not, it is a stray pointer.
fn is_on(slot: &Slot, stack_pointer: Option<usize>) -> bool {
    stack_pointer
        .is_none_or(|pointer| (slot.guard.saturating_sub(PROBE)..slot.top).contains(&pointer))
}

fn give_up(message: &Message) -> ! {
    say(message.as_bytes());
    // SAFETY: the call takes nothing, and may be made in a handler.
    unsafe { libc::abort() }
}

/// Writes it to stderr, whatever signal comes between. Whether anyone reads it is all the same now.
fn say(mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: `bytes` is alive.
        let written =
            unsafe { libc::write(libc::STDERR_FILENO, bytes.as_ptr().cast(), bytes.len()) };
        match usize::try_from(written) {
            Ok(length @ 1..) => bytes = &bytes[length..],
            Err(_) if io::Error::last_os_error().kind() == ErrorKind::Interrupted => {}
            _ => return,
        }
    }
}

/// Lets whoever handled the signal before handle it.
fn pass_on(signal: c_int, info: *mut siginfo_t, context: *mut c_void) {
    let index = SIGNALS.iter().position(|known| *known == signal);
    let Some(before) = BEFORE.get().zip(index).map(|(all, index)| &all[index]) else {
        return by_default(signal);
    };
    match before.sa_sigaction {
        libc::SIG_DFL | libc::SIG_IGN => by_default(signal),
        handler if before.sa_flags & libc::SA_SIGINFO != 0 => {
            // SAFETY: who sets SA_SIGINFO gives a handler of three arguments.
            let handler = unsafe {
                std::mem::transmute::<usize, extern "C" fn(c_int, *mut siginfo_t, *mut c_void)>(
                    handler,
                )
            };
            handler(signal, info, context);
        }
        handler => {
            // SAFETY: who does not gives one of one argument.
            let handler = unsafe { std::mem::transmute::<usize, extern "C" fn(c_int)>(handler) };
            handler(signal);
        }
    }
}

/// The signal kills the process once this handler has returned: a fault happens again, and what
/// someone has sent is sent again.
fn by_default(signal: c_int) {
    let mut action = current(signal);
    action.sa_sigaction = libc::SIG_DFL;
    action.sa_flags = 0;
    // SAFETY: `action` is alive.
    unsafe { libc::sigaction(signal, &action, ptr::null_mut()) };
    // SAFETY: the call takes no pointer.
    unsafe { libc::raise(signal) };
}
