//! Parallel: two pieces of work at once, on one thread and on two.

use std::io::{self, Write};
use std::num::NonZero;
use std::thread;

use ch01_concurrency::demo::{Failure, Output, Peer, columns};
use ch01_concurrency::job::Job;
use ch01_concurrency::models::parallel::{Plan, Work};
use ch01_concurrency::timeline::{Recording, Timeline, text};
use clap::Args;

use super::compare::append;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    peer: Peer,

    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { peer, output } = arguments;
    output.check_files()?;
    let server = peer.server(1)?;
    let job = Job::new(server.address(), 1, peer.delay(), peer.timeout());
    let work = Work::lasting(peer.delay());
    let ms = peer.delay().as_millis();
    let processors = thread::available_parallelism().map_or(1, NonZero::get);

    let mut out: Box<dyn Write> = if output.quiet {
        Box::new(io::sink())
    } else {
        Box::new(io::stdout())
    };
    writeln!(
        out,
        "to fetch takes {ms} ms of waiting; to compute, about as long of work"
    )?;
    writeln!(out, "this machine has {processors} processors")?;

    let mut rows = Vec::new();
    let mut all = Recording::default();
    let mut failed = 0;
    for plan in Plan::ALL {
        let threads = plan.threads();
        let title = plan.title();
        writeln!(out, "\n{title}; threads: {threads}")?;
        out.flush()?;
        let timeline = Timeline::new();
        if let Err(error) = plan.run(&job.asks[0], work, &timeline) {
            eprintln!("{title} failed: {error}");
            failed += 1;
        }
        let recording = timeline.recording();
        write!(out, "{}", text::draw(&recording, columns(), output.look()))?;
        rows.push((title, threads, recording.duration.as_millis()));
        append(&mut all, &format!("{title} on {threads}"), recording);
    }

    writeln!(out, "\n{:<26}{:>8}{:>14}", "", "threads", "wall time")?;
    for (title, threads, wall) in rows {
        writeln!(out, "{title:<26}{threads:>8}{:>14}", format!("{wall} ms"))?;
    }
    for file in output.write_files(&all, "waiting and working")? {
        writeln!(out, "wrote {}", file.display())?;
    }
    let total = Plan::ALL.len();
    if failed > 0 {
        Err(Failure::Requests { failed, total })
    } else {
        Ok(())
    }
}
