//! Region: where guards are, for who may take no lock.
//!
//! A signal handler may have interrupted anything, also whoever changes this list. So it is read without
//! a lock: entries are added at the front and never removed, only emptied and filled again, and a
//! counter that is odd during a change tells a reader to look away.

use std::num::NonZeroUsize;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering, fence};
use std::sync::{Mutex, PoisonError};

use super::handler;

/// Stacks of one size side by side, each above its guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    /// Address of the first guard.
    pub(crate) start: NonZeroUsize,
    /// Bytes of each guard.
    pub(crate) guard: usize,
    /// Bytes of each stack.
    pub(crate) size: usize,
    /// How many stacks.
    pub(crate) count: usize,
}

/// A stack whose guard has been hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// Address of the guard.
    pub(super) guard: usize,
    /// Address of the lowest byte of the stack.
    pub(super) bottom: usize,
    /// One past the highest.
    pub(super) top: usize,
}

impl Region {
    /// Adds it to the list, until what is returned is dropped.
    pub(crate) fn watch(self) -> Watched {
        handler::install();
        let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = free.pop().unwrap_or_else(Entry::add);
        entry.change(Some(self));
        Watched(entry)
    }

    /// The stack in whose guard the address is.
    fn slot(&self, address: usize) -> Option<Slot> {
        let stride = self.guard + self.size;
        let offset = address.checked_sub(self.start.get())?;
        let (index, inside) = (offset / stride, offset % stride);
        (index < self.count && inside < self.guard).then(|| {
            let guard = address - inside;
            let bottom = guard + self.guard;
            Slot {
                guard,
                bottom,
                top: bottom + self.size,
            }
        })
    }
}

/// A region on the list; dropping it takes it off.
#[derive(Debug)]
pub(crate) struct Watched(&'static Entry);

impl Drop for Watched {
    fn drop(&mut self) {
        let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.change(None);
        free.push(self.0);
    }
}

/// The stack in whose guard the address is, if it is in any. Takes no lock and no memory.
pub(super) fn find(address: usize) -> Option<Slot> {
    // Acquire: pairs with the Release in `add`, so an entry is seen as it was made.
    let mut next = FIRST.load(Ordering::Acquire);
    // SAFETY: entries are never freed.
    while let Some(entry) = unsafe { next.as_ref() } {
        if let Some(slot) = entry.region().and_then(|region| region.slot(address)) {
            return Some(slot);
        }
        next = entry.next;
    }
    None
}

static FIRST: AtomicPtr<Entry> = AtomicPtr::new(ptr::null_mut());

/// Empty entries; and whoever holds the lock may change entries.
static FREE: Mutex<Vec<&'static Entry>> = Mutex::new(Vec::new());

#[derive(Debug)]
struct Entry {
    /// Odd while the words are being changed.
    version: AtomicUsize,
    /// A [`Region`]; all 0 if there is none.
    words: [AtomicUsize; 4],
    next: *mut Entry,
}

// SAFETY: `next` is written before the entry is shared, and points to what is never freed.
unsafe impl Sync for Entry {}

impl Entry {
    /// Puts an empty one in front; the caller has the lock.
    fn add() -> &'static Entry {
        let next = FIRST.load(Ordering::Relaxed);
        let entry = Entry {
            version: AtomicUsize::new(0),
            words: Default::default(),
            next,
        };
        let entry = Box::leak(Box::new(entry));
        // Release: pairs with the Acquire in `find`.
        FIRST.store(entry, Ordering::Release);
        entry
    }

    /// Replaces what is in it; the caller has the lock.
    fn change(&self, region: Option<Region>) {
        let words = region.map_or([0; 4], |region| {
            [region.start.get(), region.guard, region.size, region.count]
        });
        let version = self.version.load(Ordering::Relaxed);
        self.version.store(version + 1, Ordering::Relaxed);
        // Release: a reader that sees one of the words sees the odd version, too; pairs with the fence
        // in `region`.
        fence(Ordering::Release);
        for (place, word) in self.words.iter().zip(words) {
            place.store(word, Ordering::Relaxed);
        }
        // Release: pairs with the first load in `region`, so the words are seen with the even version.
        self.version.store(version + 2, Ordering::Release);
    }

    /// What is in it; nothing while that is being changed. The region of a stack in use never is.
    fn region(&self) -> Option<Region> {
        let version = self.version.load(Ordering::Acquire);
        let [start, guard, size, count] =
            [0, 1, 2, 3].map(|index: usize| self.words[index].load(Ordering::Relaxed));
        // Acquire: pairs with the fence in `change`.
        fence(Ordering::Acquire);
        let is_whole = version.is_multiple_of(2) && self.version.load(Ordering::Relaxed) == version;
        let start = NonZeroUsize::new(start).filter(|_| is_whole)?;
        Some(Region {
            start,
            guard,
            size,
            count,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: usize = 0x1000;

    fn region() -> Region {
        let start = NonZeroUsize::new(START).expect("it is not 0");
        Region {
            start,
            guard: 0x100,
            size: 0x300,
            count: 2,
        }
    }

    #[test]
    fn an_address_is_in_a_guard_or_in_none() {
        let second = Slot {
            guard: 0x1400,
            bottom: 0x1500,
            top: 0x1800,
        };
        for (address, slot) in [
            (START - 1, None),
            (
                START,
                Some(Slot {
                    guard: 0x1000,
                    bottom: 0x1100,
                    top: 0x1400,
                }),
            ),
            (START + 0x100, None),
            (START + 0x3ff, None),
            (START + 0x400, Some(second)),
            (START + 0x4ff, Some(second)),
            (START + 0x500, None),
            (START + 0x800, None),
        ] {
            assert_eq!(region().slot(address), slot, "{address:x}");
        }
    }

    #[test]
    fn a_region_is_found_until_it_is_dropped() {
        let (mut first, mut second) = (region(), region());
        first.start = NonZeroUsize::new(0x10_0000).expect("it is not 0");
        second.start = NonZeroUsize::new(0x20_0000).expect("it is not 0");
        let is_found = |region: Region| find(region.start.get()).is_some();
        let (one, two) = (first.watch(), second.watch());
        assert_eq!((is_found(first), is_found(second)), (true, true));
        drop(one);
        assert_eq!((is_found(first), is_found(second)), (false, true));
        drop(two);
        let _again = first.watch();
        assert_eq!((is_found(first), is_found(second)), (true, false));
    }
}
