//! The demos of chapter 8.
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use ch01_concurrency::demo;
use clap::{Parser, Subcommand};

use crate::demos::{fetch, one_piece, server, threads};

/// Futures that are polled when there is a reason to, and else sleep.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Without a command: `fetch`.")]
struct Cli {
    #[command(subcommand)]
    demo: Option<Demo>,

    #[command(flatten)]
    arguments: fetch::Arguments,
}

#[derive(Debug, Subcommand)]
enum Demo {
    /// Many answers on one thread, which sleeps between them; and the polls that chapter 6 needs for them
    Fetch(fetch::Arguments),
    /// The same with queue and executor in one loop
    OnePiece(demo::Options),
    /// The same with an executor in each of several threads
    Threads(threads::Arguments),
    /// A server of thousands of connections on two threads
    Server(server::Arguments),
}

fn main() -> ExitCode {
    demo::main(|| {
        let Cli { demo, arguments } = Cli::parse();
        match demo.unwrap_or(Demo::Fetch(arguments)) {
            Demo::Fetch(arguments) => fetch::run(&arguments),
            Demo::OnePiece(options) => one_piece::run(&options),
            Demo::Threads(arguments) => threads::run(&arguments),
            Demo::Server(arguments) => server::run(&arguments),
        }
    })
}
