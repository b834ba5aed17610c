//! Delay server: the slow peer of every chapter.
//!
//! `GET /{delay_ms}/{message}` is answered with `message` after `delay_ms` milliseconds. It is
//! the simplest server there is, a thread a connection, and strict: what it does not take is
//! answered with a status and a reason, never with silence.
//!
//! Read `accept` first, then `connection`, then `route`. What they share is in `shared`.
//!
//! Left out: everything that makes a server fast. It is the job of the others to be fast.
#![forbid(unsafe_code)]

mod accept;
mod connection;
mod route;
mod shared;

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::{Domain, Socket, Type};

pub use self::route::{Route, route};
pub use self::shared::Served;
use self::shared::Shared;

/// So that a port can be taken again at once. On Windows it would let two servers have one port.
const REUSE_ADDRESS: bool = cfg!(not(windows));

/// How often to try to wake the acceptor.
const WAKE: Duration = Duration::from_millis(10);

/// What the server takes from its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections open at once; one more is answered with 503. Also the listen backlog.
    pub connections: usize,
    /// Bytes in a request's head; more is answered with 431.
    pub head_bytes: usize,
    /// For a head to come, since the connection was made or the answer before it was given;
    /// longer is answered with 408.
    pub head_time: Duration,
    /// The longest delay that may be asked for; a longer one is answered with 400.
    pub delay: Duration,
}

impl Default for Limits {
    /// 4,096 connections, 8 KiB and 5 seconds for a head, 60 seconds of delay.
    fn default() -> Limits {
        Limits {
            connections: 4096,
            head_bytes: 8 * 1024,
            head_time: Duration::from_secs(5),
            delay: Duration::from_secs(60),
        }
    }
}

/// How to start a [`DelayServer`].
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// What to take from the clients.
    pub limits: Limits,
    /// Gets a line for every request that has been answered.
    pub log: Option<mpsc::Sender<Served>>,
}

impl Default for Config {
    /// A free port of this machine, the usual limits, no log.
    fn default() -> Config {
        Config {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            limits: Limits::default(),
            log: None,
        }
    }
}

/// A running server. It stops when this is dropped.
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::TcpStream;
///
/// use ch01_concurrency::delay_server::{Config, DelayServer};
/// use ch01_concurrency::http::{Request, read_response};
///
/// let server = DelayServer::start(Config::default())?;
/// let mut stream = TcpStream::connect(server.address())?;
/// stream.write_all(&Request::get(server.address(), "/10/hello").encode())?;
/// assert_eq!(read_response(stream)?.success()?.text()?, "hello");
/// # Ok::<(), ch01_concurrency::http::Error>(())
/// ```
#[derive(Debug)]
pub struct DelayServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// To wake the acceptor with. A socket made at the end would not be had when descriptors
    /// have run out, though `accept` may be asleep with the last one in its hand.
    waker: Socket,
    /// Taken when the server stops.
    acceptor: Option<JoinHandle<()>>,
}

impl DelayServer {
    /// Starts to listen, and to answer on threads of its own.
    ///
    /// # Errors
    ///
    /// The kernel's: the address is in use, or not this machine's, or no thread is to be had.
    pub fn start(config: Config) -> io::Result<DelayServer> {
        let socket = || Socket::new(Domain::for_address(config.address), Type::STREAM, None);
        let listener = socket()?;
        listener.set_reuse_address(REUSE_ADDRESS)?;
        listener.bind(&config.address.into())?;
        listener.listen(i32::try_from(config.limits.connections).unwrap_or(i32::MAX))?;
        let listener = std::net::TcpListener::from(listener);

        let waker = socket()?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(config.limits, config.log));
        let acceptor = thread::Builder::new()
            .name("delay server".to_owned())
            .spawn({
                let shared = Arc::clone(&shared);
                move || accept::accept_all(&listener, &shared)
            })?;
        Ok(DelayServer {
            address,
            shared,
            waker,
            acceptor: Some(acceptor),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for DelayServer {
    /// Stops listening, answers what is waiting for its delay with 503, and joins all threads.
    fn drop(&mut self) {
        self.shared.stop();
        let Some(acceptor) = self.acceptor.take() else {
            return;
        };
        let address = reachable(self.address).into();
        while !acceptor.is_finished() {
            // The acceptor may be asleep in `accept`, and the first connection wakes it. Where
            // it fails, as when no port is free, the next attempt may not.
            drop(self.waker.connect_timeout(&address, WAKE));
            self.shared.wait_for_change(WAKE);
        }
        if let Err(panic) = acceptor.join()
            && !thread::panicking()
        {
            std::panic::resume_unwind(panic);
        }
    }
}

/// An address to connect to: one that means "any of mine" is not.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        match address {
            SocketAddr::V4(_) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            SocketAddr::V6(_) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        }
    }
    address
}
