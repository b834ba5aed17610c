//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Build asynchronous Rust yourself, step by step; tests tell you when a step is done.
///
/// Without a command: the next open step, where to write it, and its tests.
#[derive(Debug, Parser)]
#[command(name = "cargo-course", bin_name = "cargo course", version)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Args)]
pub(crate) struct Common {
    /// No colour and no redrawing; so it is without a terminal and under NO_COLOR
    #[arg(long, global = true)]
    pub(crate) plain: bool,

    /// The result for a program, as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Take the chapters from this workspace, not from the binary (for who writes steps)
    #[arg(long, global = true, value_name = "DIR", env = "CARGO_COURSE_FROM")]
    pub(crate) from: Option<PathBuf>,

    /// How long a test may take
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) deadline: u64,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a workspace for you to write in
    New {
        /// A folder that is not there yet, or is empty
        dir: PathBuf,
    },
    /// Run the open step's tests at every save
    Watch,
    /// Where you are
    List,
    /// The next hint of a step; of the open one, without a name
    Hint {
        /// Such as ch04/make-the-queue, 4.1, or the beginning of its name
        step: Option<String>,
    },
    /// A step's text; the open one's, without a name
    Show {
        /// Such as ch04/make-the-queue, 4.1, or the beginning of its name
        step: Option<String>,
    },
    /// Run the tests of steps or chapters; of all, without a name
    Test {
        /// Such as ch04/make-the-queue, 4.1, ch04, or the beginning of a name
        steps: Vec<String>,
    },
    /// Take the reference for a step or a whole chapter; what you wrote is kept beside it
    Solution {
        /// Such as ch04/make-the-queue, 4.1, or ch04
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        step: Option<String>,
        /// Every chapter
        #[arg(long)]
        all: bool,
    },
    /// Take the stub of a step again; what you wrote is kept beside it
    Reset {
        /// Such as ch04/make-the-queue, 4.1, or ch04
        step: String,
    },
    /// Plant a known fault in a copy of the solution, and see which test catches it
    Break {
        /// Its name; without one, all are listed
        fault: Option<String>,
    },
    /// Check the course against itself (for who writes steps)
    Audit {
        /// Only these steps or chapters
        steps: Vec<String>,
        /// The matrix as a table for a page
        #[arg(long, conflicts_with = "json")]
        markdown: bool,
        /// Write down what each wrong answer does, in each chapter's steps/outcomes.json
        #[arg(long)]
        record: bool,
        /// How often each wrong answer must be rejected
        #[arg(long, value_name = "N", default_value_t = 1)]
        times: usize,
        /// Instead, try every mutant that cargo-mutants makes of the steps' functions
        #[arg(long, conflicts_with_all = ["record", "times"])]
        mutants: bool,
    },
}
