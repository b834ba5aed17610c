//! Report: answers as they come, then the timeline and the figures.

use std::fmt;
use std::io;
use std::time::Duration;

use super::{Failure, Output, Server, complain, process};
use crate::job::{Answer, Job};
use crate::timeline::{Timeline, counted, text};

/// A figure of the summary, and what it counts.
pub type Fact = (&'static str, String);

/// Makes a [`Fact`].
pub fn fact(name: &'static str, value: impl ToString) -> Fact {
    (name, value.to_string())
}

/// Shows what a demo does. Dropping it ends the server.
#[derive(Debug)]
pub struct Report {
    output: Output,
    requests: usize,
    sum_of_delays: Duration,
    answered: usize,
    /// Seen at the first answer, when everything that is to be under way is.
    threads: Option<usize>,
    /// The first write that failed; nothing is written after it.
    broken: Option<io::Error>,
    server: Server,
}

impl Report {
    /// Says what is going to happen.
    pub(super) fn new(output: Output, server: Server, job: &Job) -> io::Result<Report> {
        let mut report = Report {
            output,
            requests: job.asks.len(),
            sum_of_delays: job.sum_of_delays(),
            answered: 0,
            threads: None,
            broken: None,
            server,
        };
        let (requests, address) = (counted(report.requests, "request"), report.server.address());
        let longest = job
            .asks
            .iter()
            .map(|ask| ask.delay.as_millis())
            .max()
            .unwrap_or_default();
        report.print(format_args!(
            "{requests} to {address}, for delays of up to {longest} ms\n\n"
        ));
        report.checked()
    }

    /// Shows one request's end. To be called once for each.
    pub fn answer(&mut self, answer: &Answer) {
        if let Ok(message) = &answer.result {
            self.note(
                answer.at,
                format_args!("{}  answered {message:?}", answer.name),
            );
        }
        self.tally(answer);
    }

    /// Counts one request's end, and shows it only if it failed. To be called once for each, in
    /// the place of [`answer`](Report::answer).
    pub fn tally(&mut self, answer: &Answer) {
        self.threads = self.threads.or_else(process::threads);
        let Err(error) = &answer.result else {
            self.answered += 1;
            return;
        };
        let name = &answer.name;
        self.note(answer.at, format_args!("{name}  failed: {error}"));
        if self.output.quiet {
            complain(format_args!("{name} failed: {error}"));
        }
    }

    /// Shows something else that has happened.
    pub fn note(&mut self, at: Duration, what: fmt::Arguments<'_>) {
        // It may hold a stranger's words.
        let what = self.output.look().text(&what.to_string());
        self.print(format_args!("{:>6} ms  {what}\n", at.as_millis()));
    }

    /// How many threads there were at the first answer, where the system tells.
    pub fn threads(&self) -> Option<usize> {
        self.threads
    }

    /// Shows the timeline and the figures, and writes the files.
    ///
    /// # Errors
    ///
    /// [`Failure::Requests`] if not all were answered; a file or stdout that cannot be written.
    pub fn finish(
        mut self,
        timeline: &Timeline,
        title: &str,
        facts: &[Fact],
    ) -> Result<(), Failure> {
        let recording = timeline.recording();
        let drawing = text::draw(&recording, columns(), self.output.look());
        self.print(format_args!("\n{drawing}\n"));

        let wall = format!("{} ms", recording.duration.as_millis());
        let sum = format!("{} ms", self.sum_of_delays.as_millis());
        self.print_facts(&[fact("wall time", wall), fact("sum of the delays", sum)]);
        let threads = self.threads;
        self.print_facts(threads.map(|threads| fact("threads", threads)).as_slice());
        self.print_facts(facts);

        let output = self.output.clone();
        for file in output.write_files(&recording, title)? {
            self.print(format_args!("wrote {file}\n"));
        }
        let (failed, total) = (self.requests - self.answered, self.requests);
        self.checked()?;
        Failure::unless_answered(failed, total)
    }

    fn print_facts(&mut self, facts: &[Fact]) {
        for (name, value) in facts {
            self.print(format_args!("{name:<24}{value:>10}\n"));
        }
    }

    fn print(&mut self, text: fmt::Arguments<'_>) {
        if self.broken.is_none() {
            self.broken = self.output.print(text).err();
        }
    }

    fn checked(mut self) -> io::Result<Report> {
        match self.broken.take() {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }
}

/// The terminal's width in columns, or a page's.
pub fn columns() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0))
}
