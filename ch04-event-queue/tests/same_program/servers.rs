//! Echo servers for TCP, UDP and Unix sockets on one queue; what they have served goes through a
//! pipe to whoever wants to know, and a waker ends it all.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{self, Ipv4Addr, Shutdown, SocketAddr};
use std::os::unix::net as unix;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use super::mio::event::{Event, Source};
use super::mio::net::{TcpListener, TcpStream, UdpSocket, UnixListener, UnixStream};
use super::mio::unix::pipe;
use super::mio::{Events, Interest, Poll, Registry, Token, Waker};

const TCP: Token = Token(0);
const UDP: Token = Token(1);
const UNIX: Token = Token(2);
const STOP: Token = Token(3);
const FIRST_STREAM: usize = 4;

/// Anything that echoes.
trait Stream: Source + Read + Write + Send {}

impl Stream for TcpStream {}
impl Stream for UnixStream {}

struct Connection {
    stream: Box<dyn Stream>,
    /// Read, and not yet written back.
    pending: Vec<u8>,
    ended: bool,
}

struct Server {
    poll: Poll,
    tcp: TcpListener,
    udp: UdpSocket,
    unix: UnixListener,
    connections: BTreeMap<Token, Connection>,
    next: usize,
    report: pipe::Sender,
}

fn again(result: io::Result<usize>) -> io::Result<Option<usize>> {
    match result {
        Ok(n) => Ok(Some(n)),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}

impl Server {
    fn new(path: &Path, report: pipe::Sender) -> io::Result<Server> {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut server = Server {
            poll: Poll::new()?,
            tcp: TcpListener::bind(anywhere)?,
            udp: UdpSocket::bind(anywhere)?,
            unix: UnixListener::bind(path)?,
            connections: BTreeMap::new(),
            next: FIRST_STREAM,
            report,
        };
        let registry = server.poll.registry();
        registry.register(&mut server.tcp, TCP, Interest::READABLE)?;
        registry.register(&mut server.udp, UDP, Interest::READABLE)?;
        registry.register(&mut server.unix, UNIX, Interest::READABLE)?;
        Ok(server)
    }

    fn run(mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(8);
        loop {
            match self.poll.poll(&mut events, None) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                result => result?,
            }
            for event in &events {
                match event.token() {
                    STOP => return Ok(()),
                    TCP => self.accept_tcp()?,
                    UNIX => self.accept_unix()?,
                    UDP => self.echo_udp()?,
                    _ => self.serve(event)?,
                }
            }
        }
    }

    fn accept_tcp(&mut self) -> io::Result<()> {
        loop {
            match self.tcp.accept() {
                Ok((stream, _)) => self.add(Box::new(stream))?,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    fn accept_unix(&mut self) -> io::Result<()> {
        loop {
            match self.unix.accept() {
                Ok((stream, _)) => self.add(Box::new(stream))?,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    fn add(&mut self, mut stream: Box<dyn Stream>) -> io::Result<()> {
        let token = Token(self.next);
        self.next += 1;
        let both = Interest::READABLE.add(Interest::WRITABLE);
        self.poll
            .registry()
            .register(stream.as_mut(), token, both)?;
        let connection = Connection {
            stream,
            pending: Vec::new(),
            ended: false,
        };
        self.connections.insert(token, connection);
        Ok(())
    }

    fn echo_udp(&mut self) -> io::Result<()> {
        let mut buffer = [0; 512];
        loop {
            match self.udp.recv_from(&mut buffer) {
                Ok((n, from)) => self.udp.send_to(&buffer[..n], from)?,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
        }
    }

    fn serve(&mut self, event: &Event) -> io::Result<()> {
        let Some(connection) = self.connections.get_mut(&event.token()) else {
            return Ok(());
        };
        let mut buffer = [0; 512];
        while event.is_readable() && !connection.ended {
            match again(connection.stream.read(&mut buffer))? {
                Some(0) => connection.ended = true,
                Some(n) => connection.pending.extend(&buffer[..n]),
                None => break,
            }
        }
        while !connection.pending.is_empty() {
            match again(connection.stream.write(&connection.pending))? {
                Some(n) => drop(connection.pending.drain(..n)),
                None => break,
            }
        }
        if connection.ended && connection.pending.is_empty() {
            self.poll.registry().deregister(&mut connection.stream)?;
            self.connections.remove(&event.token());
            writeln!(self.report, "served")?;
        }
        Ok(())
    }
}

fn over_tcp(server: SocketAddr, text: &str) -> io::Result<String> {
    let mut stream = net::TcpStream::connect(server)?;
    stream.write_all(text.as_bytes())?;
    stream.shutdown(Shutdown::Write)?;
    io::read_to_string(stream)
}

fn over_unix(server: &Path, text: &str) -> io::Result<String> {
    let mut stream = unix::UnixStream::connect(server)?;
    stream.write_all(text.as_bytes())?;
    stream.shutdown(Shutdown::Write)?;
    io::read_to_string(stream)
}

fn over_udp(server: SocketAddr, text: &str) -> io::Result<String> {
    let socket = net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    socket.connect(server)?;
    socket.send(text.as_bytes())?;
    let mut buffer = [0; 512];
    let n = socket.recv(&mut buffer)?;
    Ok(String::from_utf8_lossy(&buffer[..n]).into_owned())
}

/// A client on a queue of its own, without a thread.
fn over_a_queue(server: SocketAddr, text: &str) -> io::Result<String> {
    fn register(registry: &Registry, stream: &mut TcpStream) -> io::Result<()> {
        registry.register(stream, TCP, Interest::READABLE | Interest::WRITABLE)
    }
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(1);
    let mut stream = TcpStream::connect(server)?;
    register(&poll.registry().try_clone()?, &mut stream)?;
    let (mut answer, mut sent) = (Vec::new(), false);
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.is_writable() && !sent && stream.peer_addr().is_ok() {
                stream.write_all(text.as_bytes())?;
                stream.shutdown(Shutdown::Write)?;
                sent = true;
            }
            match stream.read_to_end(&mut answer) {
                Ok(_) => return Ok(String::from_utf8_lossy(&answer).into_owned()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// All answers to `clients` clients of each kind.
pub(crate) fn run(clients: usize) -> io::Result<BTreeSet<String>> {
    let name = format!(
        "ch04-servers-{}-{}",
        std::process::id(),
        module_path!().len()
    );
    let path: PathBuf = std::env::temp_dir().join(name);
    let (report, served) = pipe::new()?;
    report.set_nonblocking(false)?;
    served.set_nonblocking(false)?;
    let server = Server::new(&path, report)?;
    let (tcp, udp) = (server.tcp.local_addr()?, server.udp.local_addr()?);
    let waker = Arc::new(Waker::new(server.poll.registry(), STOP)?);

    let server = thread::spawn(move || server.run());
    let askers: Vec<_> = (0..clients)
        .map(|n| {
            let path = path.clone();
            thread::spawn(move || -> io::Result<[String; 4]> {
                Ok([
                    over_tcp(tcp, &format!("tcp {n} {}", "x".repeat(n * 1000)))?,
                    over_udp(udp, &format!("udp {n}"))?,
                    over_unix(&path, &format!("unix {n}"))?,
                    over_a_queue(tcp, &format!("queue {n}"))?,
                ])
            })
        })
        .collect();
    let mut answers = BTreeSet::new();
    for asker in askers {
        answers.extend(asker.join().expect("no asker panics")?);
    }
    waker.wake()?;
    server.join().expect("the server does not panic")?;
    std::fs::remove_file(path)?;

    let lines = io::read_to_string(served)?.lines().count();
    assert_eq!(lines, 3 * clients, "each connection is served once");
    Ok(answers)
}
