//! Server: the slow peer of a demo, in a process of its own.
//!
//! It is this same program, started again: so the demo's threads, memory and descriptors are
//! the demo's alone. It ends when its stdin does, and that is a pipe from the demo, which the
//! kernel closes however the demo may end.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, Command, Stdio};

use super::{Failure, descriptors};
use crate::delay_server::{Config, DelayServer, Limits};

/// The word by which a program learns that it is to be the server.
const CALL: &str = "--be-the-delay-server";

/// Connections beyond the job's own: another look at the server must not be refused.
const SPARE_CONNECTIONS: usize = 16;

/// Descriptors beyond one a connection: those to tell clients that there is no room, too.
const SPARE_DESCRIPTORS: u64 = 128;

/// A delay server to ask.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    /// Ends when it is dropped; `None` if the server is someone else's.
    _process: Option<Process>,
}

#[derive(Debug)]
struct Process {
    child: Child,
    /// Closed to end the child.
    stdin: Option<ChildStdin>,
}

impl Server {
    /// Starts a server that takes so many requests at once.
    ///
    /// # Errors
    ///
    /// [`Failure::Server`].
    pub fn start(requests: usize) -> Result<Server, Failure> {
        Server::spawn(requests).map_err(Failure::Server)
    }

    /// A server that runs already.
    pub fn at(address: SocketAddr) -> Server {
        Server {
            address,
            _process: None,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn spawn(requests: usize) -> io::Result<Server> {
        let mut child = Command::new(env::current_exe()?)
            .arg(CALL)
            .arg((requests + SPARE_CONNECTIONS).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("stdout is piped");
        // From here on the child is ended, also by an error.
        let process = Process { child, stdin };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().parse().map_err(|_| {
            let message = format!("its process said {line:?}: need the address where it listens");
            io::Error::other(message)
        })?;
        Ok(Server {
            address,
            _process: Some(process),
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // Fails only if someone else has waited for it, and then it has ended.
        drop(self.child.wait());
    }
}

/// Whether this process was started by [`Server::start`], and for how many connections.
pub(super) fn called_as_server() -> Option<usize> {
    // Other arguments may be anything, and are for the program to judge.
    let mut arguments = env::args_os().skip(1);
    (arguments.next()? == CALL).then(|| arguments.next()?.to_str()?.parse().ok())?
}

/// Is the server until stdin ends.
pub(super) fn serve_parent(connections: usize) -> Result<(), Failure> {
    // Where this fails the limit stays as it was, and the server lives with it.
    drop(descriptors::raise_limit(
        connections as u64 + SPARE_DESCRIPTORS,
    ));
    let limits = Limits {
        connections,
        ..Limits::default()
    };
    let server = DelayServer::start(Config {
        limits,
        ..Config::default()
    })?;
    writeln!(io::stdout(), "{}", server.address())?;
    // Nothing is written to it: this returns when the parent has gone. A signal does not count.
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
