//! Room for what a wait reports.

use std::fmt;
use std::slice;

use crate::event::Event;

/// The buffer that [`Poll::poll`](crate::Poll::poll) fills: make one, and use it for every wait.
///
/// ```
/// use std::time::Duration;
/// use ch04_event_queue::{Events, Poll};
///
/// let (mut poll, mut events) = (Poll::new()?, Events::with_capacity(128));
/// poll.poll(&mut events, Some(Duration::ZERO))?;
/// assert!(events.is_empty(), "nothing is registered");
/// # std::io::Result::Ok(())
/// ```
pub struct Events {
    /// Filled by the kernel; its spare capacity is never initialised.
    inner: Vec<Event>,
}

impl Events {
    /// Room for `capacity` events a wait. With less than there are sources the others wait for
    /// their turn; none is lost.
    pub fn with_capacity(capacity: usize) -> Events {
        Events {
            inner: Vec::with_capacity(capacity),
        }
    }

    /// The most events that one wait can bring.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.inner.capacity()
    }

    /// Whether the last wait brought nothing: its time was over.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    /// The events of the last wait, in the kernel's order.
    #[inline]
    pub fn iter(&self) -> Iter<'_> {
        Iter {
            inner: self.inner.iter(),
        }
    }

    /// Forgets the events. A wait does so by itself.
    #[inline]
    pub fn clear(&mut self) {
        self.inner.clear();
    }

    #[inline]
    pub(crate) fn buffer(&mut self) -> &mut Vec<Event> {
        &mut self.inner
    }
}

impl<'a> IntoIterator for &'a Events {
    type Item = &'a Event;
    type IntoIter = Iter<'a>;

    #[inline]
    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// The events of one wait, by reference.
#[derive(Debug, Clone)]
pub struct Iter<'a> {
    inner: slice::Iter<'a, Event>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = &'a Event;

    #[inline]
    fn next(&mut self) -> Option<&'a Event> {
        self.inner.next()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }

    #[inline]
    fn count(self) -> usize {
        self.inner.count()
    }
}
