//! Recording: a clock, a list of lanes, and in each lane a list of marks.
//!
//! A lane has a lock of its own. It is marked by one thread at a time, so the lock is free
//! whenever it is asked for, and a mark costs a look at the clock and a push.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// What a lane is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// On a processor.
    Running,
    /// Able to run, and not yet given a processor.
    Ready,
    /// Until a socket, a file or a pipe is ready.
    Waiting,
    /// Until a moment comes.
    Sleeping,
}

impl Kind {
    /// Every kind, in the order of a legend.
    pub const ALL: [Kind; 4] = [Kind::Running, Kind::Ready, Kind::Waiting, Kind::Sleeping];

    /// The kind's name, in one to three words.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Running => "running",
            Kind::Ready => "ready",
            Kind::Waiting => "waiting on I/O",
            Kind::Sleeping => "sleeping",
        }
    }
}

/// A clock and the lanes that are marked by it. Clones are the same timeline.
#[derive(Debug, Clone)]
pub struct Timeline {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    start: Instant,
    lanes: Mutex<Vec<Lane>>,
}

impl Timeline {
    /// Starts the clock.
    #[expect(
        clippy::new_without_default,
        reason = "a default that reads the clock would surprise"
    )]
    pub fn new() -> Timeline {
        Timeline {
            shared: Arc::new(Shared {
                start: Instant::now(),
                lanes: Mutex::default(),
            }),
        }
    }

    /// Adds a lane below the others. It is empty until it is entered.
    pub fn lane(&self, name: impl Into<String>) -> Lane {
        let lane = Lane {
            inner: Arc::new(LaneInner {
                name: name.into(),
                start: self.shared.start,
                marks: Mutex::default(),
            }),
        };
        lock(&self.shared.lanes).push(lane.clone());
        lane
    }

    /// The time since [`Timeline::new`].
    pub fn elapsed(&self) -> Duration {
        self.shared.start.elapsed()
    }

    /// All that has been recorded until now. A span that is still open ends now.
    pub fn recording(&self) -> Recording {
        let lanes = lock(&self.shared.lanes);
        let duration = self.elapsed();
        Recording {
            duration,
            lanes: lanes.iter().map(|lane| lane.recorded(duration)).collect(),
        }
    }
}

/// One row of a [`Timeline`]. Clones are the same lane.
#[derive(Debug, Clone)]
pub struct Lane {
    inner: Arc<LaneInner>,
}

#[derive(Debug)]
struct LaneInner {
    name: String,
    start: Instant,
    /// In the order of their times: the clock is read under the lock.
    marks: Mutex<Vec<Mark>>,
}

#[derive(Debug)]
struct Mark {
    at: Duration,
    /// `None`: from here on the lane does nothing.
    state: Option<(Kind, Cow<'static, str>)>,
}

impl Lane {
    /// From now on the lane is in `kind`, until the next `enter` or [`leave`](Lane::leave).
    pub fn enter(&self, kind: Kind) {
        self.mark(Some((kind, Cow::Borrowed(""))));
    }

    /// As [`enter`](Lane::enter), and says at what: what is run, or what is waited for.
    pub fn enter_with(&self, kind: Kind, detail: impl Into<Cow<'static, str>>) {
        self.mark(Some((kind, detail.into())));
    }

    /// From now on the lane does nothing.
    pub fn leave(&self) {
        self.mark(None);
    }

    fn mark(&self, state: Option<(Kind, Cow<'static, str>)>) {
        let mut marks = lock(&self.inner.marks);
        marks.push(Mark {
            at: self.inner.start.elapsed(),
            state,
        });
    }

    fn recorded(&self, duration: Duration) -> RecordedLane {
        let marks = lock(&self.inner.marks);
        // A mark set while this recording is taken lies behind its end.
        let ends = marks.iter().skip(1).map(|mark| mark.at.min(duration));
        let spans = marks
            .iter()
            .zip(ends.chain([duration]))
            .filter_map(|(mark, end)| {
                let (kind, detail) = mark.state.as_ref()?;
                (mark.at < end).then(|| Span {
                    kind: *kind,
                    detail: detail.to_string(),
                    start: mark.at,
                    end,
                })
            });
        RecordedLane {
            name: self.inner.name.clone(),
            spans: spans.collect(),
        }
    }
}

/// What a [`Timeline`] has seen: plain data, for drawing and for tests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// From the start of the clock to the moment the recording was taken.
    pub duration: Duration,
    /// In the order they were added.
    pub lanes: Vec<RecordedLane>,
}

impl Recording {
    /// Puts the lanes of another recording below, with its name in front of theirs.
    pub fn append(&mut self, name: &str, mut other: Recording) {
        for lane in &mut other.lanes {
            lane.name = format!("{name}: {}", lane.name);
        }
        self.lanes.append(&mut other.lanes);
        self.duration = self.duration.max(other.duration);
    }
}

/// One row of a [`Recording`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedLane {
    /// What the row is about; not always unique.
    pub name: String,
    /// In the order of time; none overlaps the next, none is empty.
    pub spans: Vec<Span>,
}

/// A stretch of time in which a lane did one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// What the lane did.
    pub kind: Kind,
    /// At what: what was run, or waited for. May be empty.
    pub detail: String,
    /// Since the start of the clock.
    pub start: Duration,
    /// Since the start of the clock; greater than `start`.
    pub end: Duration,
}

/// Locks; a thread that panicked while it held the lock leaves nothing half done here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
