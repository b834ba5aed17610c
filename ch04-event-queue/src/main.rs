//! The demos of chapter 4.

mod demos;

use std::process::ExitCode;

use ch01_concurrency::demo::{self, Options};
use clap::{Parser, Subcommand};

use crate::demos::{edge, fetch, many, waker};

/// One thread that waits for many sockets at once.
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
    /// Many answers on one thread, as they come
    Fetch(Options),
    /// What is lost by reading once, and how level-triggered differs
    Edge,
    /// Another thread wakes the one that waits
    Waker(Options),
    /// As many connections at once as the system allows, on one thread
    Many(many::Arguments),
}

fn main() -> ExitCode {
    demo::main(|| {
        let Cli { demo, options } = Cli::parse();
        match demo.unwrap_or(Demo::Fetch(options)) {
            Demo::Fetch(options) => fetch::run(&options),
            Demo::Edge => Ok(edge::run(&mut std::io::stdout())?),
            Demo::Waker(options) => waker::run(&options),
            Demo::Many(arguments) => many::run(&arguments),
        }
    })
}
