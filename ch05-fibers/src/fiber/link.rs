//! Link: the upper end of a fiber's stack.

use std::cell::Cell;
use std::fmt;
use std::mem::MaybeUninit;
use std::panic::Location;
use std::ptr::NonNull;

use super::sanitizer::Sides;
use crate::stack::Stack;
use crate::switch::{BRIDGE, Bridge, StackPointer};

/// What a fiber's stack begins with. It is found from either side of a switch, by who walks up the
/// stack, and by the handler of an overflow.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct Link {
    /// Whom to go back to; stale while the fiber is suspended. The first field: `enter` writes it.
    resumer: Cell<MaybeUninit<StackPointer>>,
    /// The second field: where the system needs it, who walks up the stack finds it behind the first.
    bridge: Bridge,
    /// Whether the fiber, when it goes on, is to unwind its stack instead.
    pub(super) is_unwinding: Cell<bool>,
    /// Where in the program the fiber was made.
    made_at: &'static Location<'static>,
    /// Alive as long as the fiber.
    name: Cell<Option<NonNull<str>>>,
    /// With which control words the fiber was resumed; only debug builds write it.
    pub(super) control: Cell<MaybeUninit<u64>>,
    /// What the address sanitizer must be told; without it, nothing.
    pub(super) sides: Sides,
}

impl Link {
    /// How much of a stack it takes, in bytes.
    pub(super) const SIZE: usize = size_of::<Link>().next_multiple_of(16);

    /// Where the link of a stack is.
    #[inline(always)]
    pub(crate) fn of(top: NonNull<u8>) -> NonNull<Link> {
        const { assert!(align_of::<Link>() <= 16) };
        // SAFETY: a stack is much larger than a link.
        unsafe { top.sub(Link::SIZE) }.cast()
    }

    #[inline(always)]
    pub(super) fn new(made_at: &'static Location<'static>, stack: &impl Stack) -> Link {
        Link {
            resumer: Cell::new(MaybeUninit::uninit()),
            bridge: BRIDGE,
            is_unwinding: Cell::new(false),
            made_at,
            name: Cell::new(None),
            control: Cell::new(MaybeUninit::uninit()),
            sides: Sides::of(stack),
        }
    }

    /// Who has resumed the fiber last.
    ///
    /// # Safety
    /// The fiber is running.
    #[inline(always)]
    pub(super) unsafe fn resumer(&self) -> StackPointer {
        // SAFETY: who runs has been resumed, and `enter` or `suspend` has written by whom.
        unsafe { self.resumer.get().assume_init() }
    }

    #[inline(always)]
    pub(super) fn set_resumer(&self, resumer: StackPointer) {
        self.resumer.set(MaybeUninit::new(resumer));
    }

    /// # Safety
    /// The name stays as long as the fiber does.
    pub(super) unsafe fn set_name(&self, name: NonNull<str>) {
        self.name.set(Some(name));
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let made_at = self.made_at;
        match self.name.get() {
            // SAFETY: the name is alive as long as the fiber, and so as long as its link.
            Some(name) => write!(f, "fiber `{}`, made at {made_at},", unsafe {
                name.as_ref()
            }),
            None => write!(f, "the fiber made at {made_at}"),
        }
    }
}
