//! `corofy FILE`: rewrites a file's coroutines. All that it does is in the library; here is how it is asked.

mod cli;
mod output;

use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use corofy::Fault;

use cli::{Cli, GraphFormat};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help that nobody reads is no failure.
            drop(error.print());
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run(&cli) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            complain(&format!("corofy: {error:#}\n"));
            ExitCode::from(2)
        }
    }
}

/// Whether the file's coroutines could be rewritten.
fn run(cli: &Cli) -> anyhow::Result<bool> {
    let name = cli.file.display();
    let bytes = fs::read(&cli.file).with_context(|| format!("{name}"))?;
    let source = String::from_utf8(bytes).with_context(|| format!("{name}"))?;
    if let Some(out) = &cli.output {
        output::refuse_same(&cli.file, out)?;
    }
    let made = match (cli.graph, cli.explain) {
        (Some(GraphFormat::Dot), _) => corofy::graphs(&source, corofy::dot),
        (Some(GraphFormat::Svg), _) => corofy::graphs(&source, corofy::svg),
        (None, true) => corofy::explain(&source),
        (None, false) if cli.blocks => corofy::listing(&source),
        (None, false) => corofy::rewrite_file(&source),
    };
    match made {
        Err(faults) => {
            for fault in faults {
                complain(&shown(&name.to_string(), &source, &fault));
            }
            Ok(false)
        }
        Ok(None) => {
            complain(&format!(
                "corofy: {name}: there is no `#[coroutine] fn` in it\n"
            ));
            Ok(false)
        }
        Ok(Some(text)) => {
            match &cli.output {
                Some(out) => output::write(out, &text)?,
                None => print(&text)?,
            }
            Ok(true)
        }
    }
}

/// A reader that has gone is no failure.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("standard output"),
    }
}

fn complain(text: &str) {
    // There is no one left to tell.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// The fault, its line, and a caret below.
fn shown(name: &str, source: &str, fault: &Fault) -> String {
    let line = source
        .lines()
        .nth(fault.line.saturating_sub(1))
        .unwrap_or_default();
    let before = line.chars().take(fault.column - 1);
    let blank: String = before
        .map(|it| if it == '\t' { '\t' } else { ' ' })
        .collect();
    let carets = "^".repeat(fault.length);
    format!("{name}:{fault}\n    {line}\n    {blank}{carets}\n")
}
