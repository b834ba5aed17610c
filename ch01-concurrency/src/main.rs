//! The demos of chapters 1 to 3.

mod demos;

use std::io;
use std::process::ExitCode;

use ch01_concurrency::demo::{self, Failure, Options, PeerAndOutput};
use ch01_concurrency::models::{callbacks, promises, sequential, threads};
use clap::{Args, Parser, Subcommand};

use crate::demos::{compare, model, parallel, pointer, serve, syscall};

/// Several things at once, by means of threads alone.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Without a command: `compare`.")]
struct Cli {
    #[command(subcommand)]
    demo: Option<Demo>,

    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Demo {
    /// All four models on the one job, side by side
    Compare(Options),
    /// One request after the other
    Sequential(Model),
    /// A thread a request
    Threads(Model),
    /// Say what is to happen next, and go on
    Callbacks(Model),
    /// The same, but what happens next is a value
    Promises(Model),
    /// Waiting and working: what one thread can do at once, and what takes two
    Parallel(PeerAndOutput),
    /// One system call at three levels, and its errors at each
    Syscall,
    /// A pointer is an address; what a wild one comes to
    Pointer {
        /// Read at this address, and so end.
        #[arg(long, hide = true)]
        wild: Option<usize>,
    },
    /// The delay server alone, for other programs to ask
    Serve(serve::Arguments),
}

#[derive(Debug, Args)]
struct Model {
    #[command(flatten)]
    options: Options,

    /// Print what was measured as JSON, for `compare`.
    #[arg(long, hide = true)]
    measured: bool,
}

impl Model {
    fn run(&self, name: &str, model: ch01_concurrency::models::Model) -> Result<(), Failure> {
        if self.measured {
            model::measure(&self.options, model)
        } else {
            model::show(&self.options, name, model)
        }
    }
}

fn main() -> ExitCode {
    demo::main(|| {
        let Cli { demo, options } = Cli::parse();
        match demo.unwrap_or(Demo::Compare(options)) {
            Demo::Compare(options) => compare::run(&options),
            Demo::Sequential(model) => model.run("sequential", sequential::run),
            Demo::Threads(model) => model.run("threads", threads::run),
            Demo::Callbacks(model) => model.run("callbacks", callbacks::run),
            Demo::Promises(model) => model.run("promises", promises::run),
            Demo::Parallel(arguments) => parallel::run(&arguments),
            Demo::Syscall => Ok(syscall::run(&mut io::stdout())?),
            Demo::Pointer { wild } => Ok(pointer::run(&mut io::stdout(), wild)?),
            Demo::Serve(arguments) => serve::run(&arguments),
        }
    })
}
