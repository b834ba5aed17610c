//! Demo: what the programs of this chapter and of later ones need to show requests at work.

mod watched;

pub use watched::{Polls, Watched};

use std::time::Duration;

use ch01_concurrency::demo::process;

/// How long the process has been on a processor since another time, in words.
pub fn processor_time_since(before: Option<Duration>) -> String {
    let time = process::processor_time().zip(before);
    time.map_or_else(
        || "unknown".to_owned(),
        |(now, before)| format!("{} ms", now.saturating_sub(before).as_millis()),
    )
}
