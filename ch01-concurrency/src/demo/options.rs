//! Options: what can be asked of every demo.

use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::net::{SocketAddr, ToSocketAddrs};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use clap::Args;

use super::{Failure, Server};
use crate::job::Job;
use crate::models::fetch::connect;
use crate::timeline::{Recording, cannot, text};

/// How long a server that is named on the command line has to accept a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// The job, and how to show it.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// How many answers to fetch.
    #[arg(long, value_name = "N", default_value_t = 5)]
    #[arg(value_parser = number(1..=100_000_u32))]
    requests: u32,

    /// Whom to ask, and for what.
    #[command(flatten)]
    pub peer: Peer,

    /// How to show it.
    #[command(flatten)]
    pub output: Output,
}

/// For a demo whose number of requests is its own.
#[derive(Debug, Clone, Args)]
pub struct PeerAndOutput {
    /// Whom to ask, and for what.
    #[command(flatten)]
    pub peer: Peer,

    /// How to show it.
    #[command(flatten)]
    pub output: Output,
}

/// Whom to ask, and for what.
#[derive(Debug, Clone, Args)]
pub struct Peer {
    /// The longest delay that is asked for, in milliseconds; the others fall evenly below it.
    #[arg(long, value_name = "MS", default_value_t = 1000)]
    #[arg(value_parser = number(0..=60_000_u64))]
    delay: u64,

    /// Give up a request after so many milliseconds. Without this, wait for ever.
    #[arg(long, value_name = "MS")]
    #[arg(value_parser = number(1..=3_600_000_u64))]
    timeout: Option<u64>,

    /// Ask this server, HOST:PORT, instead of starting one.
    #[arg(long, value_name = "ADDR")]
    server: Option<Addresses>,
}

/// A server by its name: a host may have several addresses, and listen at one of them alone.
#[derive(Debug, Clone)]
struct Addresses {
    first: SocketAddr,
    others: Vec<SocketAddr>,
}

/// Where what was seen goes.
#[derive(Debug, Clone, Args)]
pub struct Output {
    /// Write the timeline as a drawing.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,

    /// Write the timeline as a page for a browser, to hover over and zoom into.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Write the timeline as Chrome trace JSON, for ui.perfetto.dev.
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,

    /// No colour, and ASCII alone. Also when stdout is no terminal or NO_COLOR is set.
    #[arg(long)]
    plain: bool,

    /// Print nothing but what fails.
    #[arg(long)]
    pub quiet: bool,
}

impl Options {
    /// How many answers to fetch; at least 1.
    pub fn requests(&self) -> usize {
        self.requests as usize
    }
}

impl Peer {
    /// So many requests to `server`.
    pub fn job(&self, server: &Server, requests: usize) -> Job {
        Job::new(server.address(), requests, self.delay(), self.timeout())
    }

    /// The longest delay.
    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.delay)
    }

    /// When to give up a request.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout.map(Duration::from_millis)
    }

    /// Whether a server is named: somebody else's, perhaps.
    pub fn is_named(&self) -> bool {
        self.server.is_some()
    }

    /// Finds the server that is named, or starts one that takes so many requests at once.
    ///
    /// # Errors
    ///
    /// [`Failure::Server`], [`Failure::Unreachable`].
    pub fn server(&self, requests: usize) -> Result<Server, Failure> {
        let Some(Addresses { first, others }) = &self.server else {
            return Server::start(requests);
        };
        let reach = |&address: &SocketAddr| match connect(&address, PATIENCE) {
            Ok(_) => Ok(Server::at(address)),
            Err(error) => Err(Failure::Unreachable { address, error }),
        };
        let try_next = |result: Result<_, _>, other| result.or_else(|_| reach(other));
        others.iter().fold(reach(first), try_next)
    }
}

impl Output {
    /// How to draw on this stdout.
    pub fn look(&self) -> text::Look {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if self.plain || no_color || !io::stdout().is_terminal() {
            text::Look::Plain
        } else {
            text::Look::Colour
        }
    }

    /// Prints to stdout, unless nothing is to be printed.
    ///
    /// # Errors
    ///
    /// The kernel's; [`ErrorKind::BrokenPipe`](io::ErrorKind::BrokenPipe) if the reader has left.
    pub fn print(&self, text: fmt::Arguments<'_>) -> io::Result<()> {
        if self.quiet {
            return Ok(());
        }
        let mut stdout = io::stdout().lock();
        stdout
            .write_fmt(text)
            .and_then(|()| stdout.flush())
            .map_err(|error| {
                io::Error::new(error.kind(), format!("cannot write to stdout: {error}"))
            })
    }

    /// Finds out whether the files can be written, before there is anything to lose.
    ///
    /// # Errors
    ///
    /// The kernel's, with the name of the file.
    pub fn check_files(&self) -> io::Result<()> {
        let open = |path: &Path| File::options().create(true).append(true).open(path);
        for path in [&self.svg, &self.html, &self.trace].into_iter().flatten() {
            open(path).map_err(|error| cannot("write", path, &error))?;
        }
        Ok(())
    }

    /// Writes the files that are asked for, and gives their names as this stdout can show them.
    ///
    /// # Errors
    ///
    /// The kernel's, with the name of the file.
    pub fn write_files(&self, recording: &Recording, title: &str) -> io::Result<Vec<String>> {
        if let Some(path) = &self.svg {
            recording.write_svg(path, title)?;
        }
        if let Some(path) = &self.html {
            recording.write_html(path, title)?;
        }
        if let Some(path) = &self.trace {
            recording.write_trace(path)?;
        }
        let files = [&self.svg, &self.html, &self.trace];
        let shown = |path: &PathBuf| self.look().text(&path.display().to_string());
        Ok(files.into_iter().flatten().map(shown).collect())
    }
}

impl FromStr for Addresses {
    type Err = String;

    fn from_str(text: &str) -> Result<Addresses, String> {
        let mut found = text
            .to_socket_addrs()
            .map_err(|error| format!("need HOST:PORT: {error}"))?;
        let first = found.next().ok_or("no such host")?;
        let others = found.collect();
        Ok(Addresses { first, others })
    }
}

/// What an option takes whose value is a whole number in `range`.
pub fn number<T>(
    range: RangeInclusive<T>,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static
where
    T: FromStr + PartialOrd + fmt::Display + Clone + Send + Sync + 'static,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        let (least, most) = (range.start(), range.end());
        number.ok_or_else(|| format!("need a whole number from {least} to {most}"))
    }
}
