//! What debug builds remember, so that a program's mistake is found where it is made.
//!
//! The kernel knows what is registered with one queue, but not that a source is registered with
//! two, nor that a queue has two wakers. Release builds leave all this out: see `no_checks.rs`.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What tells one queue from another. Clones are the same queue.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    id: usize,
    has_waker: Arc<AtomicBool>,
}

impl Queue {
    pub(crate) fn new() -> Queue {
        static NEXT_ID: AtomicUsize = AtomicUsize::new(0);
        Queue {
            // Relaxed: only that no two are the same.
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            has_waker: Arc::default(),
        }
    }

    /// # Panics
    /// The second time.
    pub(crate) fn claim_waker(&self) {
        // Relaxed: the flag guards no other data.
        let has_waker = self.has_waker.swap(true, Ordering::Relaxed);
        assert!(
            !has_waker,
            "a second `Waker` for one `Poll`: share the first"
        );
    }
}

/// With which queue a source says that it is registered.
///
/// Each step is noted before the kernel is asked, also when it is then refused: after a mistake
/// the last queue named is the one that counts.
#[derive(Debug)]
pub(crate) struct Association(Option<usize>);

impl Association {
    pub(crate) fn new() -> Association {
        Association(None)
    }

    pub(crate) fn begin(&mut self, queue: &Queue) -> io::Result<()> {
        match self.0.replace(queue.id) {
            None => Ok(()),
            Some(_) => Err(already_registered()),
        }
    }

    pub(crate) fn check(&self, queue: &Queue) -> io::Result<()> {
        match self.0 {
            Some(id) if id == queue.id => Ok(()),
            Some(_) => Err(already_registered()),
            None => Err(not_registered()),
        }
    }

    pub(crate) fn end(&mut self, queue: &Queue) -> io::Result<()> {
        match self.0.take() {
            Some(id) if id == queue.id => Ok(()),
            _ => Err(not_registered()),
        }
    }
}

fn already_registered() -> io::Error {
    let text = "source is registered already: deregister it first";
    io::Error::new(io::ErrorKind::AlreadyExists, text)
}

fn not_registered() -> io::Error {
    let text = "source is not registered with this queue: register it first";
    io::Error::new(io::ErrorKind::NotFound, text)
}
