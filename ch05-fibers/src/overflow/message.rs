//! Message: what is said when a fiber has overflowed its stack.
//!
//! Written without memory and without locks, by whoever handles the fault.

use std::fmt::{self, Write};
use std::ptr::NonNull;

use super::region::Slot;
use crate::fiber::Link;

/// As much as is said; a longer name is cut.
pub(super) struct Message {
    bytes: [u8; 512],
    length: usize,
}

impl Message {
    /// Names the fiber on the slot's stack.
    ///
    /// # Safety
    /// A fiber is running on it.
    pub(super) unsafe fn about(slot: Slot) -> Message {
        let mut message = Message {
            bytes: [0; 512],
            length: 0,
        };
        let top = NonNull::new(slot.top as *mut u8).expect("a stack does not end at address 0");
        // SAFETY: a fiber's link is at the top of its stack as long as it runs, and is only read.
        let link = unsafe { Link::of(top).as_ref() };
        // What does not fit is cut.
        let _ = message.write(link, slot.top - slot.bottom);
        message
    }

    fn write(&mut self, link: &Link, size: usize) -> fmt::Result {
        writeln!(self, "\n{link} has overflowed its stack of {size} bytes")?;
        writeln!(
            self,
            "give it a larger one: `Builder::stack_size` for a fiber that is spawned, `StackPool::new` and \
             `Fiber::with_stack` for any other"
        )
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl Write for Message {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = &mut self.bytes[self.length..];
        let length = text.len().min(room.len());
        room[..length].copy_from_slice(&text.as_bytes()[..length]);
        self.length += length;
        Ok(())
    }
}
