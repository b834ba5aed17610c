//! The demos of chapter 6.
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use ch01_concurrency::demo::{self, Options, PeerAndOutput};
use clap::{Parser, Subcommand};

use crate::demos::{combinators, fetch, leaf, starve};

/// Values that are not there yet, and have to be asked for.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Without a command: `fetch`.")]
struct Cli {
    #[command(subcommand)]
    demo: Option<Demo>,

    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Demo {
    /// Many answers on one thread, which asks for them again and again
    Fetch(Options),
    /// One request as a leaf, as a composition of leaves, and under tokio
    Leaf(PeerAndOutput),
    /// What map, then, join, join_all and select give, and when
    Combinators(combinators::Arguments),
    /// A future that computes, its neighbours that starve, and three cures
    Starve(PeerAndOutput),
}

fn main() -> ExitCode {
    demo::main(|| {
        let Cli { demo, options } = Cli::parse();
        match demo.unwrap_or(Demo::Fetch(options)) {
            Demo::Fetch(options) => fetch::run(&options),
            Demo::Leaf(arguments) => leaf::run(&arguments),
            Demo::Combinators(arguments) => combinators::run(&arguments),
            Demo::Starve(arguments) => starve::run(&arguments),
        }
    })
}
