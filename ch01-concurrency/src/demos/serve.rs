//! Serve: the delay server, for people and for other programs.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ch01_concurrency::delay_server::{Config, DelayServer, Limits, Served};
use ch01_concurrency::demo::{Failure, number};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The address to listen at.
    #[arg(long, default_value_t = Ipv4Addr::LOCALHOST.into())]
    host: IpAddr,

    /// The port to listen at; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,

    /// Connections open at once; one more is answered with 503.
    #[arg(long, value_name = "N", default_value_t = 4096)]
    #[arg(value_parser = number(1..=u32::MAX))]
    connections: u32,

    /// Bytes in a request's head; more is answered with 431.
    #[arg(long, value_name = "N", default_value_t = 8192)]
    #[arg(value_parser = number(64..=u32::MAX))]
    head_bytes: u32,

    /// Milliseconds for a request's head; longer is answered with 408.
    #[arg(long, value_name = "MS", default_value_t = 5000)]
    #[arg(value_parser = number(1..=3_600_000_u64))]
    head_time: u64,

    /// The longest delay, in milliseconds; to ask for more is answered with 400.
    #[arg(long, value_name = "MS", default_value_t = 60_000)]
    #[arg(value_parser = number(0..=3_600_000_u64))]
    longest_delay: u64,
}

/// Serves until Ctrl-C.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (log, served) = mpsc::channel::<Served>();
    let address = (arguments.host, arguments.port).into();
    let limits = Limits {
        connections: arguments.connections as usize,
        head_bytes: arguments.head_bytes as usize,
        head_time: Duration::from_millis(arguments.head_time),
        delay: Duration::from_millis(arguments.longest_delay),
    };
    let (stop, stopped) = mpsc::channel();
    // A second Ctrl-C finds nobody waiting for it, and changes nothing.
    ctrlc::set_handler(move || stop.send(()).unwrap_or_default()).map_err(io::Error::other)?;
    let server = DelayServer::start(Config {
        address,
        limits,
        log: Some(log),
    })
    .map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen at {address}: {error}"))
    })?;
    say(format_args!("listening on {}", server.address()));
    say(format_args!(
        "GET /{{delay_ms}}/{{message}} answers the message after the delay; Ctrl-C ends it"
    ));

    let printer = thread::spawn(move || {
        served.iter().fold(0_u64, |count, served| {
            say(format_args!("{served}"));
            count + 1
        })
    });
    stopped.recv().map_err(io::Error::other)?;
    // The server drops the only sender, and so the printer comes to an end.
    drop(server);
    let answers = printer
        .join()
        .map_err(|_| io::Error::other("the log's thread panicked"))?;
    say(format_args!("stopped after {answers} answers"));
    Ok(())
}

/// Prints a line. That nobody reads it is no reason for a server to stop.
fn say(line: std::fmt::Arguments<'_>) {
    drop(writeln!(io::stdout(), "{line}"));
}
