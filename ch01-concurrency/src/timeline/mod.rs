//! Timeline: who ran when, and who waited for what.
//!
//! A [`Timeline`] has lanes: one a task, a request, a thread. Whoever moves a task along says so
//! with [`Lane::enter`], from any thread, for less than a tenth of a microsecond a mark; the
//! drawing is done afterwards, from a [`Recording`].
//!
//! Read `record` first: it is all that runs while something is measured. Then the ways to
//! look at a recording: [`text`] for a terminal, [`svg`] for a page of paper, [`html`] for a
//! browser, [`trace`] for Perfetto.

mod record;

pub use record::{Kind, Lane, RecordedLane, Recording, Span, Timeline};
