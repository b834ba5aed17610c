//! Expand: coroutines, the machines that they become, and their states as a graph, side by side.

mod page;
mod side_by_side;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ch01_concurrency::demo::{Failure, cannot, columns};
use clap::Args;
use corofy::{Fault, Picture};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Expand the coroutines of this file, instead of those of the demo `fetch`.
    file: Option<PathBuf>,

    /// Write the graph of the states as a drawing.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,

    /// Write a page for a browser, with all three side by side.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// A coroutine.
struct Expanded {
    name: String,
    /// As it was written.
    source: String,
    /// What becomes of it.
    machine: String,
    /// A line for each state.
    states: String,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn io::Write) -> Result<(), Failure> {
    let (name, source) = match &arguments.file {
        Some(file) => (file.display().to_string(), read(file)?),
        None => ("fetch.rs".to_owned(), include_str!("fetch.rs").to_owned()),
    };
    let pictures = corofy::pictures(&source).map_err(|faults| explained(&name, &faults))?;
    let graph = corofy::svg(&pictures);
    let expanded = expand(&source, pictures).map_err(|faults| explained(&name, &faults))?;
    if expanded.is_empty() {
        let message = format!("{name}: need a function with the attribute `coroutine`");
        return Err(io::Error::other(message).into());
    }
    for coroutine in &expanded {
        write!(out, "{}", side_by_side::text(coroutine, columns()))?;
    }
    if let Some(file) = &arguments.svg {
        save(out, file, &graph)?;
    }
    if let Some(file) = &arguments.html {
        save(out, file, &page::html(&name, &expanded, &graph))?;
    }
    Ok(())
}

fn read(file: &Path) -> io::Result<String> {
    fs::read_to_string(file).map_err(|error| cannot("read", file, &error))
}

fn save(out: &mut dyn io::Write, file: &Path, text: &str) -> io::Result<()> {
    fs::write(file, text).map_err(|error| cannot("write", file, &error))?;
    writeln!(out, "wrote {}", file.display())
}

/// The first of what is wrong.
fn explained(name: &str, faults: &[Fault]) -> io::Error {
    let first = faults.first().map(Fault::to_string).unwrap_or_default();
    io::Error::other(format!("{name}:{first}"))
}

fn expand(source: &str, pictures: Vec<Picture>) -> Result<Vec<Expanded>, Vec<Fault>> {
    let coroutines = corofy::coroutines(source)?.into_iter().zip(pictures);
    let expanded = coroutines.map(|(it, picture)| Expanded {
        source: source[it.range].to_owned(),
        machine: corofy::pretty(&it.function).expect("its picture has been drawn"),
        states: states(&picture),
        name: picture.name,
    });
    Ok(expanded.collect())
}

/// A line for each state: what it holds, and which can be the next.
fn states(picture: &Picture) -> String {
    let mut lines = String::new();
    for (at, state) in picture.states.iter().enumerate() {
        let next = picture.transitions.iter().filter(|(from, _)| *from == at);
        let next: Vec<_> = next.map(|(_, to)| picture.states[*to].as_str()).collect();
        let waits = if picture.waits.contains(&at) {
            "waits"
        } else {
            ""
        };
        let (holds, next) = (&picture.holds[at], next.join(", "));
        let line = format!("{state:<16}{waits:<8}holds {holds:<24}then {next}");
        lines += line.trim_end();
        lines.push('\n');
    }
    lines
}
