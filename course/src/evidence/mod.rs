//! Why a test hangs: what the kernel knows of it, looked at before it is ended.

#[cfg(target_os = "linux")]
mod classify;
#[cfg(target_os = "linux")]
mod proc;
#[cfg(target_os = "linux")]
mod readiness;

#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod sys;
#[cfg(not(target_os = "linux"))]
#[path = "elsewhere.rs"]
mod sys;

use std::fmt;

use serde::Serialize;

pub(crate) use sys::gather;

/// A class of hang, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Evidence {
    pub(crate) class: Class,
    /// Two lines.
    pub(crate) lines: Vec<String>,
}

/// What keeps a test from its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "what tells them apart is in Linux's /proc")
)]
pub(crate) enum Class {
    /// Something is ready, or waited for, and the queue was told of nothing.
    NeverAsked,
    /// The source is in the queue, but not for what it is ready for.
    WrongInterest,
    /// Something is ready that is not in the queue; others are.
    WrongSource,
    /// What the queue has reported is still there, and nothing new arrives.
    NotDrained,
    /// A system call that is not the queue's.
    Blocked,
    /// It burns the processor.
    Spinning,
    /// The evidence names none, or there is none.
    Unknown,
}

impl Class {
    /// As a wrong answer's `hangs:` writes it.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Class::NeverAsked => "never asked the queue",
            Class::WrongInterest => "asked with the wrong interest",
            Class::WrongSource => "asked for the wrong source",
            Class::NotDrained => "an edge consumed and not drained",
            Class::Blocked => "blocked in a call",
            Class::Spinning => "spinning",
            Class::Unknown => "for a reason that does not show",
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hangs: {}", self.class.words())?;
        self.lines.iter().try_for_each(|line| write!(f, "\n{line}"))
    }
}
