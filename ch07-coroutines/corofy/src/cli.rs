//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Rewrite each `#[coroutine] fn` of a Rust file as a state machine.
///
/// The exit status is 0 if all went well, 1 if the file cannot be rewritten (standard error says where and why), and
/// 2 if it cannot be read or written, or the command is wrong.
#[derive(Debug, Parser)]
#[command(name = "corofy", version)]
pub(crate) struct Cli {
    /// The file to read
    pub(crate) file: PathBuf,

    /// Write to this file, once all is known to be well; without it, to standard output
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,

    /// Draw each coroutine's states and how they follow each other
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "explain")]
    pub(crate) graph: Option<GraphFormat>,

    /// Show the blocks that each coroutine is taken apart into, before they become states
    #[arg(long, conflicts_with_all = ["graph", "explain"])]
    pub(crate) blocks: bool,

    /// Say which values each wait saves, and why
    #[arg(long)]
    pub(crate) explain: bool,
}

/// What a graph is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// For Graphviz
    Dot,
    /// A picture
    Svg,
}
