//! Demo: what every chapter's program has in common, in one place.
//!
//! A chapter's `main` is its claim in code: it hands itself to [`main`], takes a [`Stage`] from
//! [`start`], does the job, and lets the [`Report`] show it.
//!
//! Read [`Options`] first, then [`start`] and [`Report`]. [`Server`] is the slow peer, a process
//! of its own; [`process`] is what the kernel knows of this one.

#[cfg_attr(unix, path = "descriptors_unix.rs")]
#[cfg_attr(not(unix), path = "descriptors_other.rs")]
pub mod descriptors;
mod failure;
mod options;
pub mod process;
mod report;
mod server;

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use crate::job::Job;
use crate::timeline::Timeline;

pub use self::failure::Failure;
pub use self::options::{Options, Output, Peer, PeerAndOutput, number};
pub use self::report::{Fact, Report, columns, fact};
pub use self::server::Server;
pub use crate::timeline::{cannot, counted};

/// What a demo needs to do the job.
#[derive(Debug)]
pub struct Stage {
    /// What is to be fetched.
    pub job: Job,
    /// Started at this moment, with no lanes.
    pub timeline: Timeline,
    /// Where the answers go.
    pub report: Report,
}

/// Runs a chapter's program: what fails is said on stderr in one line, and in the exit status.
///
/// A program that has been started by another one to be its [`Server`] is that instead.
pub fn main(run: impl FnOnce() -> Result<(), Failure>) -> ExitCode {
    let result = match server::called_as_server() {
        Some(connections) => server::serve_parent(connections),
        None => run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if failure.is_closed_output() => ExitCode::FAILURE,
        Err(failure) => {
            complain(format_args!("error: {failure}"));
            ExitCode::FAILURE
        }
    }
}

/// Says on stderr what is wrong. That nobody reads it is no reason to panic.
pub fn complain(what: fmt::Arguments<'_>) {
    drop(writeln!(io::stderr(), "{what}"));
}

/// Descriptors for everything but the connections: a queue, the terminal, the server's own.
const SPARE: u64 = 64;

/// Starts the server, or finds the one that is named, and sets the stage for the job; the limit on
/// descriptors is raised, as far as it may be.
///
/// # Errors
///
/// The server cannot be started or reached, or a file that is to be written cannot be.
pub fn start(options: &Options) -> Result<Stage, Failure> {
    let Options { peer, output, .. } = options;
    descriptors::raise_limit(options.requests() as u64 + SPARE)?;
    let server = peer.server(options.requests())?;
    let job = peer.job(&server, options.requests());
    stage(output, server, job)
}

/// Sets the stage for a job of the demo's own, and starts the clock.
///
/// # Errors
///
/// A file that is to be written cannot be.
pub fn stage(output: &Output, server: Server, job: Job) -> Result<Stage, Failure> {
    output.check_files()?;
    let report = Report::new(output.clone(), server, &job)?;
    Ok(Stage {
        job,
        timeline: Timeline::new(),
        report,
    })
}
