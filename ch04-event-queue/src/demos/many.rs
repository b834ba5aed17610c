//! Many: as many connections at once as the system allows, all of them on one thread.
//!
//! First all are connected, then all ask; so that all are open at once, however slow the
//! machine is.

use std::cell::RefCell;
use std::collections::HashSet;

use ch01_concurrency::demo::{
    self, Failure, Output, Peer, Stage, counted, descriptors, fact, number, process,
};
use ch01_concurrency::timeline::text::Look;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::exchanges::Exchanges;
use super::queue::Queue;

/// Descriptors for everything else: the queue, the terminal, the server's own.
const SPARE: u64 = 64;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many connections to open, at most. The system's limit on descriptors may allow fewer.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    #[arg(value_parser = number(1..=10_000_u32))]
    requests: u32,

    #[command(flatten)]
    peer: Peer,

    #[command(flatten)]
    output: Output,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { peer, output, .. } = arguments;
    let limit = descriptors::raise_limit(u64::from(arguments.requests) + SPARE)?;
    let allowed = limit.saturating_sub(SPARE).max(1);
    let wanted = arguments.requests as usize;
    let count = usize::try_from(allowed).map_or(wanted, |allowed| allowed.min(wanted));
    let server = peer.server(count)?;
    let job = peer.job(&server, count).with_equal_delays();
    let Stage {
        job,
        timeline,
        mut report,
    } = demo::stage(output, server, job)?;
    if count < wanted {
        report.note(
            timeline.elapsed(),
            format_args!("{count} of {wanted}: the limit on descriptors allows no more"),
        );
    }

    let progress = progress(output, count);
    let report = RefCell::new(report);
    let mut report_answer = |answer| {
        progress.inc(1);
        progress.suspend(|| report.borrow_mut().tally(&answer));
    };
    let mut queue = Queue::new(&timeline)?;
    let mut exchanges = Exchanges::start(&job, &timeline, queue.registry(), &mut report_answer);

    let mut connected = HashSet::new();
    while connected.len() < exchanges.len() {
        for event in queue.wait(exchanges.deadline())? {
            if exchanges.is_connected(event.token()) {
                connected.insert(event.token());
            } else {
                connected.remove(&event.token());
            }
        }
        exchanges.expire();
        connected.retain(|&token| exchanges.is_open(token));
    }
    let at_once = connected.len();
    let open = counted(at_once, "connection");
    let note = || {
        let mut report = report.borrow_mut();
        report.note(timeline.elapsed(), format_args!("{open} open at once"));
    };
    progress.suspend(note);

    exchanges.advance_all();
    while !exchanges.is_empty() {
        for event in queue.wait(exchanges.deadline())? {
            exchanges.advance(event.token());
        }
        exchanges.expire();
    }
    drop(exchanges);
    progress.finish_and_clear();
    let [waits, events] = queue.facts();
    let memory = process::peak_memory().map(|bytes| bytes / 1024 / count as u64);
    let memory = memory.map(|kib| fact("memory each", format!("{kib} KiB")));
    let facts = [waits, events, fact("connections at once", at_once)];
    let facts: Vec<_> = facts.into_iter().chain(memory).collect();
    report
        .into_inner()
        .finish(&timeline, "many connections, one thread", &facts)
}

/// A bar on stderr, if that is a terminal.
fn progress(output: &Output, count: usize) -> ProgressBar {
    if output.quiet {
        return ProgressBar::hidden();
    }
    let style = match output.look() {
        Look::Colour => ProgressStyle::default_bar(),
        Look::Plain => ProgressStyle::default_bar().progress_chars("#-"),
    };
    ProgressBar::new(count as u64).with_style(style)
}
