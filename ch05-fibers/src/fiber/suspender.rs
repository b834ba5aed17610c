//! Suspender: the fiber's own hand on the switch.

use std::fmt;
use std::marker::PhantomData;

use super::control;
use super::link::Link;
use super::sanitizer;
use super::unwind::unwind;
use crate::switch::{self, Parcel, open};

/// What a fiber stops by: it is given to the fiber's closure.
///
/// A fiber suspends from as deep in its calls as it likes, by handing this down.
#[repr(transparent)]
pub struct Suspender<Input, Yield> {
    link: Link,
    values: PhantomData<fn(Yield) -> Input>,
}

impl<Input, Yield> Suspender<Input, Yield> {
    /// Stops here, and lets [`Fiber::resume`](crate::Fiber::resume) return with `value`; gives what the next
    /// `resume` is called with.
    ///
    /// Called on a fiber that this one has made, it stops both, as they stand.
    ///
    /// # Panics
    /// Unwinds the stack, by a payload of [`ForcedUnwind`](crate::ForcedUnwind), when the fiber is dropped or
    /// [forced](crate::Fiber::force_unwind). Who catches it should pass it on.
    ///
    /// Debug builds panic if the fiber has changed the processor's floating-point control words
    /// since it was resumed: they are its resumer's too.
    #[inline]
    pub fn suspend(&self, value: Yield) -> Input {
        control::check(&self.link);
        let mut parcel = Parcel::new(value);
        // SAFETY: a suspender is reachable only from the fiber's own frames, so the fiber runs.
        let resumer = unsafe { self.link.resumer() };
        let left = sanitizer::suspend(&self.link);
        // SAFETY: likewise this is its stack, or that of a fiber that it is resuming; and the resumer is
        // the last one.
        let (word, resumer) = unsafe { switch::suspend(resumer, parcel.word()) };
        sanitizer::is_resumed(&self.link, left);
        self.link.set_resumer(resumer);
        if self.link.is_unwinding.get() {
            unwind();
        }
        // SAFETY: who resumes without unwinding sends an `Input`, and stands still until it is read.
        unsafe { open(word) }
    }

    #[inline]
    pub(super) fn link(&self) -> &Link {
        &self.link
    }
}

impl<Input, Yield> fmt::Debug for Suspender<Input, Yield> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Suspender").finish_non_exhaustive()
    }
}
