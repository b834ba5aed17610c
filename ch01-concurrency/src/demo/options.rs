//! Options: what can be asked of every demo.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::{Failure, Server};
use crate::timeline::{Recording, text};

/// How long a server that is named on the command line has to accept a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// The job, and how to show it.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// How many answers to fetch.
    #[arg(long, value_name = "N", default_value_t = 5)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100_000))]
    requests: u32,

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
    #[arg(value_parser = clap::value_parser!(u64).range(0..=60_000))]
    delay: u64,

    /// Give up a request after so many milliseconds. Without this, wait for ever.
    #[arg(long, value_name = "MS")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3_600_000))]
    timeout: Option<u64>,

    /// Ask this server, HOST:PORT, instead of starting one.
    #[arg(long, value_name = "ADDR", value_parser = parse_server)]
    server: Option<SocketAddr>,
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
    /// The longest delay.
    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.delay)
    }

    /// When to give up a request.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout.map(Duration::from_millis)
    }

    /// Finds the server that is named, or starts one that takes so many requests at once.
    ///
    /// # Errors
    ///
    /// [`Failure::Server`], [`Failure::Unreachable`].
    pub fn server(&self, requests: usize) -> Result<Server, Failure> {
        let Some(address) = self.server else {
            return Server::start(requests);
        };
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(_) => Ok(Server::at(address)),
            Err(error) => Err(Failure::Unreachable { address, error }),
        }
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

    /// Finds out whether the files can be written, before there is anything to lose.
    ///
    /// # Errors
    ///
    /// The kernel's, with the name of the file.
    pub fn check_files(&self) -> io::Result<()> {
        let open = |path: &Path| File::options().create(true).append(true).open(path);
        for path in [&self.svg, &self.html, &self.trace].into_iter().flatten() {
            open(path).map_err(|error| {
                let message = format!("cannot write {}: {error}", path.display());
                io::Error::new(error.kind(), message)
            })?;
        }
        Ok(())
    }

    /// Writes the files that are asked for, and gives their names.
    ///
    /// # Errors
    ///
    /// The kernel's, with the name of the file.
    pub fn write_files(&self, recording: &Recording, title: &str) -> io::Result<Vec<&Path>> {
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
        Ok(files.into_iter().flatten().map(PathBuf::as_path).collect())
    }
}

fn parse_server(text: &str) -> Result<SocketAddr, String> {
    let found = text
        .to_socket_addrs()
        .map_err(|error| format!("need HOST:PORT: {error}"))?
        .next();
    found.ok_or_else(|| "no such host".to_owned())
}
