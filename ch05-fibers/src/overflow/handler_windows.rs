//! Handler: a vectored exception handler, on the stack that has overflowed. See
//! `AddVectoredExceptionHandler` and `SetThreadStackGuarantee` of the Windows API.
//!
//! The kernel knows on which stack a thread runs, as the switch tells it. So it tells an overflow from
//! a stray pointer, and leaves the handler the last pages to run on.

use std::cell::Cell;
use std::process;
use std::ptr;
use std::sync::Once;

use windows_sys::Win32::Foundation::EXCEPTION_STACK_OVERFLOW;
use windows_sys::Win32::Storage::FileSystem::WriteFile;
use windows_sys::Win32::System::Console::{GetStdHandle, STD_ERROR_HANDLE};
use windows_sys::Win32::System::Diagnostics::Debug::{
    AddVectoredExceptionHandler, EXCEPTION_CONTINUE_SEARCH, EXCEPTION_POINTERS,
};
use windows_sys::Win32::System::Threading::{GetCurrentThreadStackLimits, SetThreadStackGuarantee};

use super::message::Message;
use super::region::{self, Slot};

/// For the handler, and for the processor's registers, which the kernel puts there: 20 KiB, as much as
/// std asks for in the threads that it starts.
pub(crate) const ROOM: usize = 0x5000;

thread_local! {
    static IS_ARMED: Cell<bool> = const { Cell::new(false) };
}

/// From now on, exceptions are looked at.
pub(super) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        const FIRST: u32 = 1; // std's own would name the thread.
        // SAFETY: the handler is never taken away.
        let handler = unsafe { AddVectoredExceptionHandler(FIRST, Some(handle)) };
        // Without memory for it, an overflow ends the process without our message.
        debug_assert!(!handler.is_null(), "there is memory for one entry");
    });
}

/// Sees to it that this thread can handle an exception when its stack has overflowed.
#[inline]
pub(crate) fn arm_thread() {
    if !IS_ARMED.get() {
        arm();
    }
}

#[cold]
fn arm() {
    IS_ARMED.set(true);
    let mut size = ROOM as u32;
    // If the thread's own stack is too small for that, the kernel leaves two pages.
    // SAFETY: `size` can be read and written.
    unsafe { SetThreadStackGuarantee(&mut size) };
}

/// Takes no lock and no memory, whatever it has interrupted.
unsafe extern "system" fn handle(exception: *mut EXCEPTION_POINTERS) -> i32 {
    // SAFETY: the system gives every handler a live record of the exception.
    let record = unsafe { (*exception).ExceptionRecord };
    // SAFETY: likewise.
    let code = unsafe { (*record).ExceptionCode };
    if code == EXCEPTION_STACK_OVERFLOW
        && let Some(slot) = running_on()
    {
        // SAFETY: this is the slot's stack, so the fiber that has it is running.
        give_up(&unsafe { Message::about(slot) });
    }
    EXCEPTION_CONTINUE_SEARCH
}

/// The fiber's stack on which this runs, if it is one.
fn running_on() -> Option<Slot> {
    let (mut lowest, mut end) = (0, 0);
    // SAFETY: both have room for what the call writes.
    unsafe { GetCurrentThreadStackLimits(&mut lowest, &mut end) };
    region::find(lowest).filter(|slot| (slot.guard, slot.top) == (lowest, end))
}

fn give_up(message: &Message) -> ! {
    let bytes = message.as_bytes();
    // SAFETY: the call takes no pointer.
    let stderr = unsafe { GetStdHandle(STD_ERROR_HANDLE) };
    let mut written = 0;
    // Whether anyone reads it is all the same now.
    // SAFETY: `bytes` is alive and shorter than 4 GiB, and `written` has room for what the call writes.
    unsafe {
        WriteFile(
            stderr,
            bytes.as_ptr(),
            bytes.len() as u32,
            &mut written,
            ptr::null_mut(),
        )
    };
    process::abort()
}
