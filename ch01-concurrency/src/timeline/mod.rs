//! Timeline: who ran when, and who waited for what.
//!
//! A [`Timeline`] has lanes: one a task, a request, a thread. Whoever moves a task along says so
//! with [`Lane::enter`], from any thread, for less than a tenth of a microsecond a mark; the
//! drawing is done afterwards, from a [`Recording`].
//!
//! Read `record` first: it is all that runs while something is measured. Then the ways to
//! look at a recording: [`text`] for a terminal, [`svg`] for a page of paper, [`html`] for a
//! browser, [`trace`] for Perfetto; [`Recording::write_svg`] and its neighbours put them in files.
//!
//! What they share comes last: `look` says how each kind is told from the others, `axis` where the
//! ticks go and how numbers are written, `thin` what is left out when there is too much, `name` what of a name can be shown.

mod axis;
mod file;
pub mod html;
mod look;
mod name;
mod record;
pub mod svg;
pub mod text;
mod thin;
pub mod trace;

pub use axis::counted;
pub use file::cannot;
pub use record::{Kind, Lane, RecordedLane, Recording, Span, Timeline};
