//! The demos of chapter 5.

mod demos;

use std::process::ExitCode;

use ch01_concurrency::demo::{self, Options};
use clap::{Parser, Subcommand};

use crate::demos::{fetch, generator, million, overflow, show_stack, stack_swap};

/// Functions that stop in the middle, and go on where they have stopped.
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
    /// Many answers on one thread, a fiber each
    Fetch(Options),
    /// The first switch: a function is left for one on another stack, and goes on
    StackSwap,
    /// What lies on a stack before anything has run on it
    ShowStack,
    /// Values go in and come out of a function that stops in the middle
    Generator,
    /// A fiber that needs more stack than it has, in a child process
    Overflow {
        /// Overflow, and so end.
        #[arg(long, hide = true)]
        child: bool,
    },
    /// A million fibers at once, and what each of them costs
    Million(million::Arguments),
}

fn main() -> ExitCode {
    demo::main(|| {
        let Cli { demo, options } = Cli::parse();
        match demo.unwrap_or(Demo::Fetch(options)) {
            Demo::Fetch(options) => fetch::run(&options),
            Demo::StackSwap => Ok(stack_swap::run(&mut std::io::stdout())?),
            Demo::ShowStack => Ok(show_stack::run(&mut std::io::stdout())?),
            Demo::Generator => Ok(generator::run(&mut std::io::stdout())?),
            Demo::Overflow { child } => Ok(overflow::run(&mut std::io::stdout(), child)?),
            Demo::Million(arguments) => Ok(million::run(&mut std::io::stdout(), &arguments)?),
        }
    })
}
