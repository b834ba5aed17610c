//! Building a chapter's tests, and running each in a process of its own.
//!
//! Every run ends: a test has a deadline, and all that it leaves behind is killed. What it said
//! becomes a [`Verdict`](crate::verdict::Verdict).

mod build;
#[cfg(target_os = "linux")]
mod guard;
#[cfg(not(target_os = "linux"))]
#[path = "no_guard.rs"]
mod guard;
mod interrupt;
mod leftovers;
mod process;
mod steps;

pub(crate) use build::{BuildOptions, Built, build, cannot_start, cargo, check_all};
pub(crate) use guard::{asked_to_guard, guard_tests};
pub(crate) use interrupt::end_tests_on_interrupt;
pub(crate) use process::{End, Run};
pub(crate) use steps::{RunOptions, StepOutcome, Stop, run_step};
