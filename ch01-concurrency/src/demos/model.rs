//! Model: one way to do the job, shown to people or measured for `compare`.

use std::io;
use std::time::Duration;

use ch01_concurrency::demo::{self, Failure, Options, Stage, fact, process};
use ch01_concurrency::models::Model;
use ch01_concurrency::timeline::{Recording, Timeline};
use serde::{Deserialize, Serialize};

/// What a model's process says of itself.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) wall: Duration,
    /// At the first answer.
    pub(crate) threads: Option<usize>,
    /// The most that was resident at once, in bytes.
    pub(crate) memory: Option<u64>,
    /// The requests without an answer, and the reasons.
    pub(crate) failed: Vec<String>,
    pub(crate) recording: Recording,
}

/// Does the job and shows how it went.
pub(crate) fn show(options: &Options, name: &str, model: Model) -> Result<(), Failure> {
    let Stage {
        job,
        timeline,
        mut report,
    } = demo::start(options)?;
    model(&job, &timeline, &mut |answer| report.answer(&answer));
    let memory = process::peak_memory().map(|bytes| fact("memory", mebibytes(bytes)));
    report.finish(&timeline, name, memory.as_slice())
}

/// Does the job and prints what was measured.
pub(crate) fn measure(options: &Options, model: Model) -> Result<(), Failure> {
    let peer = &options.peer;
    let server = peer.server(options.requests())?;
    let job = peer.job(&server, options.requests());
    let timeline = Timeline::new();
    let mut threads = None;
    let mut failed = Vec::new();
    model(&job, &timeline, &mut |answer| {
        threads = threads.or_else(process::threads);
        if let Err(error) = answer.result {
            failed.push(format!("{} failed: {error}", answer.name));
        }
    });
    let wall = timeline.elapsed();
    let memory = process::peak_memory();
    let measured = Measured {
        wall,
        threads,
        memory,
        failed,
        recording: timeline.recording(),
    };
    serde_json::to_writer(io::stdout().lock(), &measured).map_err(io::Error::from)?;
    Ok(())
}

pub(crate) fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / (1024.0 * 1024.0))
}
