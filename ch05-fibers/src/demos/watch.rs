//! Watch: who runs when, on a timeline, by what the scheduler tells every observer.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use ch01_concurrency::demo::{Fact, fact};
use ch01_concurrency::timeline::{Kind, Lane, Timeline};
use ch05_fibers::{FiberHandle, FiberId, Observer, Stop, Why};

/// Draws a lane for the thread, and one for each fiber; and counts.
pub(crate) struct Watch {
    timeline: Timeline,
    thread: Lane,
    is_thread_asleep: Cell<bool>,
    /// Of the fibers that have not finished.
    lanes: RefCell<HashMap<FiberId, Lane>>,
    turns: Cell<u64>,
    wakes: Cell<u64>,
    /// How often the kernel's queue was asked.
    asked: Cell<u64>,
    most_at_once: Cell<usize>,
}

impl Watch {
    pub(crate) fn new(timeline: &Timeline) -> Watch {
        let thread = timeline.lane("the thread");
        thread.enter(Kind::Running);
        Watch {
            timeline: timeline.clone(),
            thread,
            is_thread_asleep: Cell::new(false),
            lanes: RefCell::default(),
            turns: Cell::new(0),
            wakes: Cell::new(0),
            asked: Cell::new(0),
            most_at_once: Cell::new(0),
        }
    }

    pub(crate) fn facts(&self) -> [Fact; 4] {
        [
            fact("fibers at once", self.most_at_once.get()),
            fact("turns", self.turns.get()),
            fact("wake-ups", self.wakes.get()),
            fact("asked the queue", self.asked.get()),
        ]
    }

    fn mark(&self, fiber: &FiberHandle, kind: Kind, detail: &'static str) {
        if let Some(lane) = self.lanes.borrow().get(&fiber.id()) {
            lane.enter_with(kind, detail);
        }
    }

    /// The queue has been asked, and has answered.
    fn thread_is_awake(&self) {
        if self.is_thread_asleep.take() {
            self.thread.enter(Kind::Running);
        }
    }
}

impl Observer for Watch {
    fn spawned(&self, fiber: &FiberHandle) {
        let lane = self.timeline.lane(fiber.name().unwrap_or("a fiber"));
        lane.enter_with(Kind::Ready, "not started");
        let mut lanes = self.lanes.borrow_mut();
        lanes.insert(fiber.id(), lane);
        self.most_at_once
            .set(self.most_at_once.get().max(lanes.len()));
    }

    fn resumed(&self, fiber: &FiberHandle) {
        count(&self.turns);
        self.thread_is_awake();
        self.mark(fiber, Kind::Running, "");
    }

    fn stopped(&self, fiber: &FiberHandle, why: Stop) {
        match why {
            Stop::Yielded => self.mark(fiber, Kind::Ready, "yielded"),
            Stop::Waits(Why::Io(what)) => self.mark(fiber, Kind::Waiting, what),
            Stop::Waits(Why::Sleeping) => self.mark(fiber, Kind::Sleeping, ""),
            Stop::Finished => {
                if let Some(lane) = self.lanes.borrow_mut().remove(&fiber.id()) {
                    lane.leave();
                }
            }
            // For another fiber; what that one does is on its own lane.
            _ => {
                if let Some(lane) = self.lanes.borrow().get(&fiber.id()) {
                    lane.leave();
                }
            }
        }
    }

    fn woken(&self, fiber: &FiberHandle) {
        count(&self.wakes);
        self.thread_is_awake();
        self.mark(fiber, Kind::Ready, "woken");
    }

    fn asked_queue(&self) {
        count(&self.asked);
        self.thread.enter_with(Kind::Waiting, "the queue");
        self.is_thread_asleep.set(true);
    }
}

fn count(counter: &Cell<u64>) {
    counter.set(counter.get() + 1);
}
