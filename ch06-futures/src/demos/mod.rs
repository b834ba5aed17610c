//! The demos: each makes a claim of this chapter, and shows it.

pub(crate) mod combinators;
pub(crate) mod fetch;
pub(crate) mod leaf;
pub(crate) mod starve;

mod watched;

use std::time::Duration;

use ch01_concurrency::demo::process;

/// How long the process has computed since another time, in words.
fn processor_time_since(before: Option<Duration>) -> String {
    let time = process::processor_time().zip(before);
    time.map_or_else(
        || "unknown".to_owned(),
        |(now, before)| format!("{} ms", (now - before).as_millis()),
    )
}
