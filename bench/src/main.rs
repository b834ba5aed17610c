//! Our layers and their peers behind one small trait a suite, compared in one run.
//!
//! Read `suite` first, for what is compared; then `event_queue`, for a suite; then `compare`, for
//! how. `sample` is one turn of one contender, `counts` the figures that repeat exactly.

#[cfg(not(target_os = "linux"))]
compile_error!("bench runs on Linux: it asks the kernel what only Linux tells");

mod compare;
mod counts;
mod event_queue;
mod fibers;
mod plot;
mod report;
mod sample;
mod statistics;
mod suite;
mod tasks;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Serialize;

use crate::compare::Plan;
use crate::fibers::live;
use crate::suite::Suite;

/// Compare our layers with their peers: ratios of processor time in one run.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    compare: CompareArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compare event queues: ours, mio, polling, bare epoll (also the default).
    EventQueue(CompareArgs),
    /// Compare fibers: ours, corosensei, may, generator, threads, a switch by hand.
    Fibers(CompareArgs),
    /// Compare runtimes of one thread: ours of chapter 8, tokio.
    Tasks(CompareArgs),
    /// Count instructions and system calls an operation; needs valgrind and strace.
    Counts(CountsArgs),
    /// Ask the kernel what a live fiber holds, and how many there can be.
    Live(LiveArgs),
    /// Make fibers, and print what they hold.
    #[command(hide = true)]
    LiveSample { contender: String, count: u64 },
    /// Run one workload on one contender and print its processor time in nanoseconds.
    #[command(hide = true)]
    Sample(SampleArgs),
}

#[derive(Debug, Args)]
struct CompareArgs {
    /// How often each contender has its turn: 7 or more.
    #[arg(long, value_name = "N", default_value_t = 41, value_parser = clap::value_parser!(u16).range(7..))]
    rounds: u16,
    /// Processor time of one sample, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..))]
    sample_ms: u16,
    /// Run this workload alone, for instance wait-100-64.
    #[arg(long, value_name = "WORKLOAD")]
    only: Option<String>,
    /// Write the results to this file as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draw the ratios to this file as SVG.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct CountsArgs {
    /// The suite to count.
    #[arg(value_enum, default_value_t = SuiteName::EventQueue)]
    suite: SuiteName,
    /// Count this workload alone, for instance add-remove.
    #[arg(long, value_name = "WORKLOAD")]
    only: Option<String>,
    /// Write the counts to this file as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Fail if ours takes more instructions than it may.
    #[arg(long)]
    gate: bool,
}

#[derive(Debug, Args)]
struct LiveArgs {
    /// How many fibers to ask for; at most a million, which only ours can make at default limits.
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    count: u64,
    /// Ask this contender alone, for instance ours.
    #[arg(long, value_name = "CONTENDER")]
    only: Option<String>,
    /// Write what was found to this file as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Fail if ours holds more than it may, or cannot make them all.
    #[arg(long)]
    gate: bool,
}

#[derive(Debug, Args)]
struct SampleArgs {
    suite: SuiteName,
    workload: String,
    contender: String,
    iterations: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SuiteName {
    EventQueue,
    Fibers,
    Tasks,
}

impl SuiteName {
    fn suite(self) -> &'static Suite {
        match self {
            Self::EventQueue => &event_queue::SUITE,
            Self::Fibers => &fibers::SUITE,
            Self::Tasks => &tasks::SUITE,
        }
    }
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        None => compare(SuiteName::EventQueue, &cli.compare),
        Some(Command::EventQueue(args)) => compare(SuiteName::EventQueue, &args),
        Some(Command::Fibers(args)) => compare(SuiteName::Fibers, &args),
        Some(Command::Tasks(args)) => compare(SuiteName::Tasks, &args),
        Some(Command::Counts(args)) => count(&args),
        Some(Command::Live(args)) => live(&args),
        Some(Command::LiveSample { contender, count }) => {
            live::sample(&contender, count)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Sample(args)) => {
            let suite = args.suite.suite();
            sample::run(suite, &args.workload, &args.contender, args.iterations)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn compare(suite: SuiteName, args: &CompareArgs) -> Result<ExitCode> {
    let plan = Plan {
        rounds: args.rounds.into(),
        sample: Duration::from_millis(args.sample_ms.into()),
        only: args.only.as_deref(),
    };
    let report = compare::run(suite.suite(), &plan)?;
    write!(io::stdout(), "{report}")?;
    if let Some(file) = &args.json {
        write_json(file, &report)?;
    }
    if let Some(file) = &args.svg {
        write(file, &plot::svg(&report)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn count(args: &CountsArgs) -> Result<ExitCode> {
    let report = counts::run(args.suite.suite(), args.only.as_deref())?;
    write!(io::stdout(), "{report}")?;
    if let Some(file) = &args.json {
        write_json(file, &report)?;
    }
    Ok(judge(&report.excesses(), args.gate))
}

fn live(args: &LiveArgs) -> Result<ExitCode> {
    let report = live::run(args.count, args.only.as_deref())?;
    write!(io::stdout(), "{report}")?;
    if let Some(file) = &args.json {
        write_json(file, &report)?;
    }
    Ok(judge(&report.excesses(), args.gate))
}

fn judge(excesses: &[String], gate: bool) -> ExitCode {
    for excess in excesses {
        eprintln!("{excess}");
    }
    match gate && !excesses.is_empty() {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

fn write_json(file: &Path, report: &impl Serialize) -> Result<()> {
    write(file, &(serde_json::to_string_pretty(report)? + "\n"))
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}
