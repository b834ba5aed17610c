//! Server: the slow peer of every chapter, without a thread a connection. This process serves; a second one, its client,
//! has all its requests under way at once.

use std::cell::Cell;
use std::convert::Infallible;
use std::env;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, ExitStatus};
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use ch01_concurrency::delay_server::{Route, route};
use ch01_concurrency::demo::{Failure, counted, descriptors, number, process};
use ch01_concurrency::http::{Error, Limits, Request, RequestDecoder, Response};
use ch06_futures::net::{Stream, write_all};
use ch06_futures::{Either, Future, on_thread, poll_fn, select, yield_now};
use ch08_runtime::net::{TcpListener, TcpStream};
use ch08_runtime::{Delay, Runtime, spawn};
use clap::Args;

/// Descriptors for everything else: the queue, the terminal, the listener.
const SPARE: u64 = 64;

/// As the delay server's of chapter 1.
const LIMITS: Limits = Limits {
    head: 8 * 1024,
    body: 0,
};

/// After a connection that could not be taken.
const PAUSE: Duration = Duration::from_millis(10);

/// As the delay server's of chapter 1.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many connections the client opens, at most: each takes a port of its own. The limit on descriptors may allow
    /// fewer.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    #[arg(value_parser = number(1..=25_000_u32))]
    connections: u32,

    /// The longest delay that the client asks for, in milliseconds; the others fall evenly below it.
    #[arg(long, value_name = "MS", default_value_t = 3000)]
    #[arg(value_parser = number(0..=60_000_u64))]
    delay: u64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let wanted = u64::from(arguments.connections);
    let allowed = descriptors::raise_limit(wanted + SPARE)?.saturating_sub(SPARE);
    let count = wanted.min(allowed).max(1);
    let mut stdout = io::stdout();
    if count < wanted {
        writeln!(
            stdout,
            "{count} of {wanted}: the limit on descriptors allows no more"
        )?;
    }

    let runtime = Runtime::new()?;
    let served = Rc::new(Served::default());
    let began = (Instant::now(), process::processor_time());
    let (status, threads) =
        runtime.block_on(serve_while(count, arguments.delay, Rc::clone(&served)))?;
    writeln!(
        stdout,
        "{} in {} ms, {} at once at most",
        counted(served.connections.get(), "connection"),
        began.0.elapsed().as_millis(),
        served.most_at_once.get()
    )?;
    if let Some(threads) = threads {
        writeln!(stdout, "threads of the server     {threads:>8}")?;
    }
    let processor_time = process::processor_time_since(began.1);
    writeln!(stdout, "its processor time        {processor_time:>8}")?;
    match status.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!("the client ended with {status}")).into()),
    }
}

/// What the server has seen.
#[derive(Debug, Default)]
struct Served {
    connections: Cell<usize>,
    at_once: Cell<usize>,
    most_at_once: Cell<usize>,
}

/// Serves until the client has ended. Gives how it has, and how many threads there were before it began.
#[ch07_coroutines::coroutine]
fn serve_while(
    count: u64,
    delay_ms: u64,
    served: Rc<Served>,
) -> io::Result<(ExitStatus, Option<usize>)> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let threads = process::threads();
    let client = client(listener.local_addr()?, count, delay_ms)?;
    let end = on_thread(move || client.wait())?;
    match select(accept_all(listener, served), end).wait {
        Either::Left((never, _)) => match never {},
        Either::Right((status, _)) => Ok((status?, threads)),
    }
}

/// Takes every connection, and gives each a task of its own. Where there is no descriptor for one, it waits in the
/// kernel until there may be.
fn accept_all(mut listener: TcpListener, served: Rc<Served>) -> impl Future<Output = Infallible> {
    let mut pause: Option<Delay> = None;
    poll_fn(move |cx| {
        loop {
            if let Some(delay) = &mut pause {
                ready!(delay.poll(cx));
                pause = None;
            }
            match ready!(listener.poll_accept(cx)) {
                Ok((stream, _)) => drop(spawn(serve(stream, Visit::begin(&served)))),
                Err(_) => pause = Some(Delay::new(PAUSE)),
            }
        }
    })
}

/// Serves one connection to its end. Who goes away early needs no answer; what is no request is told so.
#[ch07_coroutines::coroutine]
fn serve(stream: TcpStream, visit: Visit) -> Result<(), Error> {
    let mut decoder = RequestDecoder::new(LIMITS);
    let mut stream = stream;
    loop {
        // Who asks without a pause lets others have their turn.
        yield_now().wait;
        let (writer, its_decoder, request) = ReadRequest::new(stream, decoder).wait?;
        let (keeps_alive, routed) = routed(request);
        let response = match routed {
            Route::Refuse(response) => response,
            Route::Echo { delay, message } => {
                Delay::new(delay).wait;
                Response::text_plain(200, message)
            }
        };
        stream = write_all(writer, response.encode()).wait?;
        decoder = its_decoder;
        if !keeps_alive {
            drop(visit);
            return Ok(());
        }
    }
}

/// Whether another request may follow, and what this one comes to.
fn routed(request: Result<Request, Error>) -> (bool, Route) {
    match request {
        Ok(request) => (request.keeps_alive(), route(&request, LONGEST_DELAY)),
        Err(error) => {
            let response = Response::text_plain(400, format!("{error}\n"));
            (false, Route::Refuse(response))
        }
    }
}

/// The next request of a connection, or why what has come is none. It has the connection meanwhile.
struct ReadRequest {
    /// None when it is done.
    parts: Option<(TcpStream, RequestDecoder)>,
}

impl ReadRequest {
    fn new(stream: TcpStream, decoder: RequestDecoder) -> ReadRequest {
        ReadRequest {
            parts: Some((stream, decoder)),
        }
    }
}

impl Future for ReadRequest {
    type Output = Result<(TcpStream, RequestDecoder, Result<Request, Error>), Error>;

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (stream, decoder) = self.parts.as_mut().expect("it is polled until it is ready");
        let mut chunk = [0; 4096];
        let mut fed = decoder.feed(b"");
        let request = loop {
            if let Some(request) = fed.transpose() {
                break request;
            }
            fed = match ready!(stream.poll_read(cx, &mut chunk))? {
                0 => return Poll::Ready(Err(decoder.close().expect_err("there is no whole one"))),
                length => decoder.feed(&chunk[..length]),
            };
        };
        let (stream, decoder) = self.parts.take().expect("it has just been looked at");
        Poll::Ready(Ok((stream, decoder, request)))
    }
}

/// A connection that is counted as long as it is served.
struct Visit(Rc<Served>);

impl Visit {
    fn begin(served: &Rc<Served>) -> Visit {
        let at_once = served.at_once.get() + 1;
        served.connections.set(served.connections.get() + 1);
        served.at_once.set(at_once);
        served
            .most_at_once
            .set(served.most_at_once.get().max(at_once));
        Visit(Rc::clone(served))
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.0.at_once.set(self.0.at_once.get() - 1);
    }
}

/// This program, started again. It ends with this one, whose answers it does not get any more.
fn client(server: SocketAddr, count: u64, delay_ms: u64) -> io::Result<Client> {
    let child = Command::new(env::current_exe()?)
        .args(["fetch", "--alone", "--quiet"])
        .args(["--requests", &count.to_string()])
        .args(["--delay", &delay_ms.to_string()])
        .args(["--server", &server.to_string()])
        .spawn()?;
    Ok(Client(child))
}

/// Killed if it is dropped before its end.
struct Client(Child);

impl Client {
    fn wait(mut self) -> io::Result<ExitStatus> {
        self.0.wait()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Both fail only if it has ended.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
