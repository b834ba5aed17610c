//! Observer: what happens in a runtime, for who wants to draw it, count it or test it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::panics::{caught, discard};

/// A task's number, which no other task of this process has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(u64);

impl TaskId {
    pub(crate) fn new() -> TaskId {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        // Relaxed: that no two are the same is all there is to it.
        TaskId(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl fmt::Debug for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task-{}", self.0)
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// How a task's turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It waits to be woken.
    Pending,
    /// It has given its value.
    Ready,
    /// It has panicked.
    Panicked,
    /// It was aborted, or its executor is over.
    Cancelled,
}

/// Is told what happens. Without one, that costs a branch. If it panics, it has said so, and all else goes on.
///
/// It is called by the thread where it happens, with no lock held. The future that [`block_on`](crate::Executor::block_on)
/// runs is a task, too.
pub trait Observer: Send + Sync {
    /// A task is made, and will be in a queue.
    fn spawned(&self, _task: TaskId) {}

    /// Its turn begins.
    fn polled(&self, _task: TaskId) {}

    /// Its turn is over.
    fn stopped(&self, _task: TaskId, _outcome: Outcome) {}

    /// It is put into the queue, for it may get on.
    fn woken(&self, _task: TaskId) {}

    /// An executor has nothing to do, and its thread goes to sleep.
    fn parked(&self) {}

    /// The reactor asks the kernel what is ready.
    fn asked_queue(&self) {}

    /// So many sources are.
    fn events(&self, _count: usize) {}
}

/// Who is told, if anybody is.
#[derive(Clone, Default)]
pub(crate) struct Audience(Option<Arc<dyn Observer>>);

impl Audience {
    pub(crate) fn of(observer: Arc<dyn Observer>) -> Audience {
        Audience(Some(observer))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Its panic is its own.
    pub(crate) fn tell(&self, what: impl FnOnce(&dyn Observer)) {
        if let Some(observer) = &self.0 {
            discard(caught(|| what(&**observer)));
        }
    }
}
