//! Watch: who sleeps when, on a timeline, by what the runtime tells every observer.

use std::sync::atomic::{AtomicU64, Ordering};

use ch01_concurrency::demo::{Fact, fact};
use ch01_concurrency::timeline::{Kind, Lane, Timeline};
use ch08_runtime::{Observer, TaskId};

/// Draws a lane for the executor and one for the reactor, and counts.
pub(crate) struct Watch {
    /// None where there are several.
    executor: Option<Lane>,
    reactor: Lane,
    turns: AtomicU64,
    wakes: AtomicU64,
    /// How often the kernel was asked.
    asked: AtomicU64,
}

impl Watch {
    pub(crate) fn one_executor(timeline: &Timeline) -> Watch {
        Watch::new(timeline, Some(timeline.lane("executor")))
    }

    pub(crate) fn many_executors(timeline: &Timeline) -> Watch {
        Watch::new(timeline, None)
    }

    fn new(timeline: &Timeline, executor: Option<Lane>) -> Watch {
        Watch {
            executor,
            reactor: timeline.lane("reactor"),
            turns: AtomicU64::new(0),
            wakes: AtomicU64::new(0),
            asked: AtomicU64::new(0),
        }
    }

    pub(crate) fn facts(&self) -> [Fact; 3] {
        // Relaxed: only the numbers count.
        let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
        [
            fact("turns of tasks", count(&self.turns)),
            fact("wake-ups", count(&self.wakes)),
            fact("asked the queue", count(&self.asked)),
        ]
    }

    fn executor_is(&self, kind: Kind, detail: &'static str) {
        if let Some(lane) = &self.executor {
            lane.enter_with(kind, detail);
        }
    }
}

fn count(what: &AtomicU64) {
    what.fetch_add(1, Ordering::Relaxed);
}

impl Observer for Watch {
    fn polled(&self, _: TaskId) {
        count(&self.turns);
        self.executor_is(Kind::Running, "polls");
    }

    fn woken(&self, _: TaskId) {
        count(&self.wakes);
    }

    fn parked(&self) {
        self.executor_is(Kind::Sleeping, "nothing to do");
    }

    fn asked_queue(&self) {
        count(&self.asked);
        self.reactor.enter_with(Kind::Waiting, "queue");
    }

    fn events(&self, _: usize) {
        self.reactor.enter_with(Kind::Running, "wakes");
    }
}
