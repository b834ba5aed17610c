//! What a source is registered for.

use std::fmt;
use std::num::NonZeroU8;
use std::ops::{BitOr, BitOrAssign};

/// What to be told about a source: never nothing, so that every registration can be heard from.
///
/// Errors and hang-ups are reported whatever the interest.
///
/// ```
/// use ch04_event_queue::Interest;
///
/// let both = Interest::READABLE | Interest::WRITABLE;
/// assert_eq!(format!("{both:?}"), "READABLE | WRITABLE");
/// assert_eq!(both.remove(Interest::READABLE), Some(Interest::WRITABLE));
/// ```
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interest(NonZeroU8);

const READABLE: NonZeroU8 = NonZeroU8::new(1).expect("one is not zero");
const WRITABLE: NonZeroU8 = NonZeroU8::new(2).expect("two is not zero");
const PRIORITY: NonZeroU8 = NonZeroU8::new(16).expect("sixteen is not zero");

impl Interest {
    /// Something to read, or to accept, or the peer's end of the conversation.
    pub const READABLE: Interest = Interest(READABLE);

    /// Room to write, or a connection made.
    pub const WRITABLE: Interest = Interest(WRITABLE);

    /// Data that overtakes the rest, such as TCP's urgent byte. Linux and Android only.
    pub const PRIORITY: Interest = Interest(PRIORITY);

    /// Both interests together. `|` does the same, except in constants.
    #[must_use = "the sum is returned; neither interest changes"]
    #[inline]
    pub const fn add(self, other: Interest) -> Interest {
        let bits = NonZeroU8::new(self.0.get() | other.0.get());
        Interest(bits.expect("or-ing bits clears none"))
    }

    /// This interest without `other`, or `None` if nothing is left.
    #[must_use = "the rest is returned; neither interest changes"]
    #[inline]
    pub fn remove(self, other: Interest) -> Option<Interest> {
        NonZeroU8::new(self.0.get() & !other.0.get()).map(Interest)
    }

    /// Whether [`READABLE`](Self::READABLE) is included.
    #[must_use]
    #[inline]
    pub const fn is_readable(self) -> bool {
        self.includes(READABLE)
    }

    /// Whether [`WRITABLE`](Self::WRITABLE) is included.
    #[must_use]
    #[inline]
    pub const fn is_writable(self) -> bool {
        self.includes(WRITABLE)
    }

    /// Whether [`PRIORITY`](Self::PRIORITY) is included.
    #[must_use]
    #[inline]
    pub const fn is_priority(self) -> bool {
        self.includes(PRIORITY)
    }

    /// Whether completions of POSIX AIO are included: never, because epoll has none.
    #[must_use]
    #[inline]
    pub const fn is_aio(self) -> bool {
        false
    }

    /// Whether completions of `lio_listio` are included: never, because epoll has none.
    #[must_use]
    #[inline]
    pub const fn is_lio(self) -> bool {
        false
    }

    #[inline]
    const fn includes(self, bit: NonZeroU8) -> bool {
        self.0.get() & bit.get() != 0
    }
}

impl BitOr for Interest {
    type Output = Interest;

    #[inline]
    fn bitor(self, other: Interest) -> Interest {
        self.add(other)
    }
}

impl BitOrAssign for Interest {
    #[inline]
    fn bitor_assign(&mut self, other: Interest) {
        *self = *self | other;
    }
}

impl fmt::Debug for Interest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (self.is_readable(), "READABLE"),
            (self.is_writable(), "WRITABLE"),
            (self.is_priority(), "PRIORITY"),
        ];
        let mut separator = "";
        for (_, name) in names.iter().filter(|(included, _)| *included) {
            write!(f, "{separator}{name}")?;
            separator = " | ";
        }
        Ok(())
    }
}
