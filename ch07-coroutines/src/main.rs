//! The demos of chapter 7.
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use ch01_concurrency::demo::{self, Options, PeerAndOutput};
use clap::{Parser, Subcommand};

use crate::demos::{by_async, by_hand, examples, expand, fetch};

/// Functions that wait, as the state machines that they are.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Without a command: `examples`.")]
struct Cli {
    #[command(subcommand)]
    demo: Option<Demo>,

    #[command(flatten)]
    arguments: PeerAndOutput,
}

#[derive(Debug, Subcommand)]
enum Demo {
    /// Five requests in turn by one coroutine; then five by two at once
    Examples(PeerAndOutput),
    /// Many answers on one thread, a coroutine each
    Fetch(Options),
    /// Five requests by state machines that are written by hand
    ByHand(PeerAndOutput),
    /// The same five by `async fn`: the same machines, made by the compiler
    Async(PeerAndOutput),
    /// A coroutine, the machine that it becomes, and its states as a graph
    Expand(expand::Arguments),
}

fn main() -> ExitCode {
    demo::main(|| {
        let Cli { demo, arguments } = Cli::parse();
        match demo.unwrap_or(Demo::Examples(arguments)) {
            Demo::Examples(arguments) => examples::run(&arguments),
            Demo::Fetch(options) => fetch::run(&options),
            Demo::ByHand(arguments) => by_hand::run(&arguments),
            Demo::Async(arguments) => by_async::run(&arguments),
            Demo::Expand(arguments) => expand::run(&arguments, &mut std::io::stdout()),
        }
    })
}
