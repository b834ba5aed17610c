//! What a program may do with a queue, told as a list of lines. `queue` is the crate in question.
#![expect(clippy::unwrap_used, reason = "a scenario is the body of a test")]

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{self, ErrorKind, IoSlice, IoSliceMut, Read, Write};
use std::net::{self as std_net, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{self as std_unix, SocketAddr as UnixAddr};
use std::path::PathBuf;
use std::process::{self, Command, Stdio};
use std::time::Duration;

use super::queue::event::{Event, Source};
use super::queue::net::{
    TcpListener, TcpStream, UdpSocket, UnixDatagram, UnixListener, UnixStream,
};
use super::queue::unix::{SourceFd, pipe};
use super::queue::{Events, Interest, Poll, Registry, Token, Waker};

const BOTH: Interest = Interest::READABLE.add(Interest::WRITABLE);

/// What has happened so far.
#[derive(Default)]
struct Story(Vec<String>);

impl Story {
    fn tell(&mut self, what: &str, value: impl Debug) {
        self.0.push(mask(&format!("{what}: {value:?}")));
    }

    fn result<T: Debug>(&mut self, what: &str, result: io::Result<T>) {
        match result {
            Ok(value) => self.tell(what, value),
            Err(error) => self.tell(what, (error.kind(), error.raw_os_error())),
        }
    }

    fn end(self) -> Vec<String> {
        self.0
    }
}

/// Replaces what the kernel chooses: a run of four digits or more, and any after `fd: `.
fn mask(text: &str) -> String {
    let mut masked = String::new();
    let mut digits = String::new();
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        match digits.len() >= 4 || (!digits.is_empty() && masked.ends_with("fd: ")) {
            true => masked.push('#'),
            false => masked.push_str(&digits),
        }
        digits.clear();
        masked.push(letter);
    }
    masked.trim_end().to_owned()
}

struct Queue {
    poll: Poll,
    events: Events,
    story: Story,
}

impl Queue {
    fn new() -> Queue {
        Queue::with_capacity(16)
    }

    fn with_capacity(capacity: usize) -> Queue {
        Queue {
            poll: Poll::new().unwrap(),
            events: Events::with_capacity(capacity),
            story: Story::default(),
        }
    }

    fn registry(&self) -> &Registry {
        self.poll.registry()
    }

    fn register(&mut self, source: &mut impl Source, token: usize, interest: Interest) {
        let result = self.registry().register(source, Token(token), interest);
        self.story.result("register", result);
    }

    fn reregister(&mut self, source: &mut impl Source, token: usize, interest: Interest) {
        let result = self.registry().reregister(source, Token(token), interest);
        self.story.result("reregister", result);
    }

    fn deregister(&mut self, source: &mut impl Source) {
        let result = self.registry().deregister(source);
        self.story.result("deregister", result);
    }

    /// All that is reported now, in full.
    fn report(&mut self) {
        let result = self.poll.poll(&mut self.events, Some(Duration::ZERO));
        self.story.result("wait", result);
        let mut events: Vec<Event> = self.events.iter().cloned().collect();
        events.sort_by_key(Event::token);
        self.story.0.push(format!("{events:#?}"));
    }
}

/// Waits, apart from the queue, until the kernel says all of `flags` of a descriptor.
fn settle(fd: &impl AsRawFd, flags: libc::c_short) {
    let mut asked = libc::pollfd {
        fd: fd.as_raw_fd(),
        events: flags,
        revents: 0,
    };
    while asked.revents & flags != flags {
        // SAFETY: `asked` is one `pollfd`.
        let n = unsafe { libc::poll(&mut asked, 1, 20_000) };
        assert_ne!(n, 0, "nothing happened in 20 s");
    }
}

fn localhost() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 0).into()
}

fn tcp_pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind(localhost()).unwrap();
    let one = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    settle(&listener, libc::POLLIN);
    let (other, _) = listener.accept().unwrap();
    settle(&one, libc::POLLOUT);
    (one, other)
}

/// A path that no other scenario has, and that is gone afterwards.
struct TemporaryPath(PathBuf);

impl TemporaryPath {
    fn new(name: &str) -> TemporaryPath {
        let file = format!("ch04-parity-{}-{name}", process::id());
        TemporaryPath(std::env::temp_dir().join(file))
    }
}

impl Drop for TemporaryPath {
    fn drop(&mut self) {
        // A scenario that failed early has not made it.
        let _ = fs::remove_file(&self.0);
    }
}

fn converse(listener: io::Result<TcpListener>) -> Vec<String> {
    let mut it = Queue::new();
    let Ok(mut listener) = listener else {
        it.story.result("bind", listener);
        return it.story.end();
    };
    it.register(&mut listener, 0, Interest::READABLE);
    it.report();
    it.story.result("accept", listener.accept());

    let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    it.register(&mut client, 1, BOTH);
    settle(&listener, libc::POLLIN);
    settle(&client, libc::POLLOUT);
    it.report();
    it.report();
    let (mut server, address) = listener.accept().unwrap();
    assert_eq!(address, client.local_addr().unwrap());
    assert_eq!(server.peer_addr().unwrap(), client.local_addr().unwrap());
    it.story.tell("accept", address);
    it.story.result("accept", listener.accept());
    it.story.tell("server", &server);
    it.register(&mut server, 2, BOTH);
    it.report();

    it.story.result("read", client.read(&mut [0; 8]));
    it.story.result("write", (&server).write(b"hello"));
    let parts = [IoSlice::new(b" vec"), IoSlice::new(b"tored")];
    it.story.result("write", server.write_vectored(&parts));
    it.story.result("flush", server.flush());
    settle(&client, libc::POLLIN);
    it.report();
    it.report();
    let mut buffer = [0; 3];
    it.story.result("peek", client.peek(&mut buffer));
    it.story.tell("peeked", buffer);
    let mut rest = [0; 32];
    let parts = &mut [IoSliceMut::new(&mut buffer), IoSliceMut::new(&mut rest)];
    it.story.result("read", client.read_vectored(parts));
    it.story.tell("read", (buffer, rest));
    it.story.result("read", (&client).read(&mut buffer));
    it.story.result("try_io", client.try_io(|| Ok(5)));

    it.story.result("nodelay", client.nodelay());
    it.story.result("nodelay", client.set_nodelay(true));
    it.story.result("nodelay", client.nodelay());
    it.story.result("ttl", client.set_ttl(7));
    it.story.result("ttl", client.ttl());
    it.story.result("ttl", client.set_ttl(0));
    it.story.result("ttl", listener.set_ttl(9));
    it.story.result("ttl", listener.ttl());
    it.story.result("error", client.take_error());
    it.story.result("error", listener.take_error());

    it.story
        .result("shutdown", server.shutdown(Shutdown::Write));
    settle(&client, libc::POLLRDHUP);
    it.report();
    it.story.result("read", client.read(&mut buffer));
    it.story.result("write", server.write(b"x"));
    it.story.result("shutdown", client.shutdown(Shutdown::Both));
    settle(&client, libc::POLLHUP);
    settle(&server, libc::POLLHUP);
    it.report();
    it.story.result("shutdown", client.shutdown(Shutdown::Both));
    it.deregister(&mut client);
    drop(server);
    it.report();
    it.story.end()
}

pub(crate) fn a_tcp_conversation() -> Vec<String> {
    converse(TcpListener::bind(localhost()))
}

pub(crate) fn a_tcp_conversation_over_ipv6() -> Vec<String> {
    converse(TcpListener::bind((Ipv6Addr::LOCALHOST, 0).into()))
}

pub(crate) fn a_reset() -> Vec<String> {
    let mut it = Queue::new();
    let (mut one, other) = tcp_pair();
    it.register(&mut one, 1, BOTH);
    it.report();
    one.write_all(b"never read").unwrap();
    settle(&other, libc::POLLIN);
    drop(other);
    settle(&one, libc::POLLHUP);
    it.report();
    it.story.result("read", one.read(&mut [0]));
    it.story.result("read", one.read(&mut [0]));
    it.story.result("write", one.write(b"x"));
    it.story.result("peer", one.peer_addr());
    it.report();

    let (mut one, mut other) = tcp_pair();
    it.register(&mut one, 2, Interest::WRITABLE);
    it.report();
    one.write_all(b"never read").unwrap();
    settle(&other, libc::POLLIN);
    it.story.result("read", other.read(&mut [0]));
    drop(other);
    settle(&one, libc::POLLHUP);
    it.report();
    it.story.result("error", one.take_error());
    it.story.result("error", one.take_error());
    it.story.end()
}

pub(crate) fn a_refused_connection() -> Vec<String> {
    let mut it = Queue::new();
    // Listens at the same port, of another address: so nobody else comes to listen here.
    let neighbour = TcpListener::bind(localhost()).unwrap();
    let port = neighbour.local_addr().unwrap().port();
    let nobody = SocketAddr::from(([127, 0, 0, 2], port));
    let mut stream = TcpStream::connect(nobody).unwrap();
    settle(&stream, libc::POLLHUP);
    it.register(&mut stream, 1, BOTH);
    it.report();
    it.story.result("peer", stream.peer_addr());
    it.story.result("error", stream.take_error());
    it.story.result("error", stream.take_error());
    it.story.result("read", stream.read(&mut [0]));
    it.story.result("write", stream.write(b"x"));

    let mut stream = TcpStream::connect(nobody).unwrap();
    settle(&stream, libc::POLLHUP);
    it.register(&mut stream, 2, Interest::WRITABLE);
    it.report();
    it.story.result("write", stream.write(b"x"));
    it.story.end()
}

pub(crate) fn urgent_data() -> Vec<String> {
    let mut it = Queue::new();
    let urgent = |stream: &TcpStream| {
        let byte = b"!".as_ptr().cast();
        // SAFETY: `byte` points to one byte.
        let n = unsafe { libc::send(stream.as_raw_fd(), byte, 1, libc::MSG_OOB) };
        assert_eq!(n, 1);
    };
    for (token, interest) in [
        (1, Interest::PRIORITY),
        (2, Interest::READABLE),
        (3, BOTH | Interest::PRIORITY),
    ] {
        let (mut one, mut other) = tcp_pair();
        it.register(&mut one, token, interest);
        it.report();
        urgent(&other);
        settle(&one, libc::POLLPRI);
        it.report();
        other.write_all(b"rest").unwrap();
        settle(&one, libc::POLLIN);
        it.report();
        it.story.result("read", one.read(&mut [0; 8]));
    }
    it.story.end()
}

pub(crate) fn udp_messages() -> Vec<String> {
    let mut it = Queue::new();
    let mut one = UdpSocket::bind(localhost()).unwrap();
    let mut other = UdpSocket::bind(localhost()).unwrap();
    let (here, there) = (one.local_addr().unwrap(), other.local_addr().unwrap());
    it.register(&mut one, 1, BOTH);
    it.register(&mut other, 2, Interest::READABLE);
    it.report();
    let mut buffer = [0; 4];
    it.story.result("receive", one.recv_from(&mut buffer));
    it.story.result("send", one.send(b"nobody"));
    it.story.result("peer", one.peer_addr());

    it.story.result("send", one.send_to(b"hello", there));
    it.story.result("send", one.send_to(b"", there));
    settle(&other, libc::POLLIN);
    it.report();
    let peeked = other.peek_from(&mut buffer);
    assert_eq!(peeked.as_ref().unwrap().1, here);
    it.story.result("peek", peeked);
    it.story.result("receive", other.recv_from(&mut buffer));
    it.story.tell("received", buffer);
    it.story.result("receive", other.recv_from(&mut buffer));
    it.story.result("receive", other.recv_from(&mut buffer));

    it.story.result("connect", one.connect(there));
    it.story.result("connect", other.connect(here));
    it.story.result("peer", one.peer_addr());
    it.story.result("send", other.send(b"back"));
    settle(&one, libc::POLLIN);
    it.report();
    it.story.result("peek", one.peek(&mut buffer));
    it.story.result("receive", one.recv(&mut buffer));
    it.story.result("receive", one.recv(&mut buffer));
    it.story.result("try_io", one.try_io(|| Ok(5)));

    drop(other);
    it.story.result("send", one.send(b"gone"));
    settle(&one, libc::POLLERR);
    it.report();
    it.story.result("error", one.take_error());
    it.story.result("error", one.take_error());
    it.story.tell("socket", &one);
    it.story.end()
}

pub(crate) fn udp_options() -> Vec<String> {
    let mut story = Story::default();
    let socket = UdpSocket::bind(localhost()).unwrap();
    story.result("broadcast", socket.broadcast());
    story.result("broadcast", socket.set_broadcast(true));
    story.result("broadcast", socket.broadcast());
    story.result("loop", socket.multicast_loop_v4());
    story.result("loop", socket.set_multicast_loop_v4(false));
    story.result("loop", socket.multicast_loop_v4());
    story.result("loop v6", socket.multicast_loop_v6());
    story.result("loop v6", socket.set_multicast_loop_v6(false));
    story.result("multicast ttl", socket.multicast_ttl_v4());
    story.result("multicast ttl", socket.set_multicast_ttl_v4(3));
    story.result("multicast ttl", socket.multicast_ttl_v4());
    story.result("ttl", socket.set_ttl(5));
    story.result("ttl", socket.ttl());
    story.result("ttl", socket.set_ttl(256));
    story.result("only v6", socket.only_v6());
    let (group, interface) = (Ipv4Addr::new(224, 0, 0, 99), Ipv4Addr::LOCALHOST);
    story.result("join", socket.join_multicast_v4(&group, &interface));
    story.result("join", socket.join_multicast_v4(&group, &interface));
    story.result("leave", socket.leave_multicast_v4(&group, &interface));
    story.result("leave", socket.leave_multicast_v4(&group, &interface));
    let group = Ipv6Addr::new(0xff01, 0, 0, 0, 0, 0, 0, 99);
    story.result("join v6", socket.join_multicast_v6(&group, 1));
    story.result("leave v6", socket.leave_multicast_v6(&group, 1));
    story.end()
}

pub(crate) fn udp_over_ipv6() -> Vec<String> {
    let mut story = Story::default();
    let Ok(socket) = UdpSocket::bind((Ipv6Addr::LOCALHOST, 0).into()) else {
        return vec!["no IPv6".to_owned()];
    };
    story.result("only v6", socket.only_v6());
    let here = socket.local_addr().unwrap();
    story.result("send", socket.send_to(b"me", here));
    settle(&socket, libc::POLLIN);
    story.result("receive", socket.recv_from(&mut [0; 4]));
    let group = Ipv6Addr::new(0xff01, 0, 0, 0, 0, 0, 0, 99);
    story.result("join", socket.join_multicast_v6(&group, 1));
    story.result("leave", socket.leave_multicast_v6(&group, 1));
    story.result("leave", socket.leave_multicast_v6(&group, 1));
    story.result("loop", socket.multicast_loop_v6());
    story.result("loop", socket.set_multicast_loop_v6(false));
    story.result("loop", socket.multicast_loop_v6());
    story.end()
}

pub(crate) fn a_unix_conversation() -> Vec<String> {
    let mut it = Queue::new();
    let path = TemporaryPath::new("conversation");
    let mut listener = UnixListener::bind(&path.0).unwrap();
    it.register(&mut listener, 0, Interest::READABLE);
    it.story.result("accept", listener.accept().map(drop));
    let mut client = UnixStream::connect(&path.0).unwrap();
    it.register(&mut client, 1, BOTH);
    it.report();
    let (mut server, address) = listener.accept().unwrap();
    it.story.tell("accepted from", address);
    it.story.result("accept", listener.accept().map(drop));
    it.story.result("address", listener.local_addr());
    it.story.result("address", client.local_addr());
    it.story.result("peer", client.peer_addr());
    it.story.result("peer", server.peer_addr());
    it.register(&mut server, 2, BOTH);

    it.story.result("write", (&server).write(b"hello"));
    let parts = [IoSlice::new(b" vec"), IoSlice::new(b"tored")];
    it.story.result("write", server.write_vectored(&parts));
    it.report();
    let (mut buffer, mut rest) = ([0; 3], [0; 32]);
    let parts = &mut [IoSliceMut::new(&mut buffer), IoSliceMut::new(&mut rest)];
    it.story.result("read", client.read_vectored(parts));
    it.story.tell("read", (buffer, rest));
    it.story.result("read", (&client).read(&mut buffer));
    it.story.result("try_io", client.try_io(|| Ok(5)));
    it.story.result("error", client.take_error());
    it.story.result("error", listener.take_error());

    it.story
        .result("shutdown", server.shutdown(Shutdown::Write));
    it.report();
    it.story.result("read", client.read(&mut buffer));
    client.write_all(b"never read").unwrap();
    drop(server);
    it.report();
    it.story.result("read", client.read(&mut buffer));
    it.story.result("write", client.write(b"x"));

    let (mut one, mut other) = UnixStream::pair().unwrap();
    it.register(&mut one, 3, BOTH);
    it.story.result("address", one.peer_addr());
    other.write_all(b"x").unwrap();
    it.report();
    while other.write(&[0; 4096]).is_ok() {}
    it.story.result("write", other.write(&[0; 4096]));
    it.story.end()
}

pub(crate) fn unix_addresses() -> Vec<String> {
    let mut story = Story::default();
    let name = format!("ch04-parity-{}", process::id());
    let address = UnixAddr::from_abstract_name(&name).unwrap();
    let listener = UnixListener::bind_addr(&address).unwrap();
    let is_ours = |address: &UnixAddr| address.as_abstract_name() == Some(name.as_bytes());
    let client = UnixStream::connect_addr(&address).unwrap();
    story.result("local", listener.local_addr().map(|it| is_ours(&it)));
    story.result("peer", client.peer_addr().map(|it| is_ours(&it)));
    story.result("accept", listener.accept().map(|(_, address)| address));
    story.result("again", UnixListener::bind_addr(&address));

    let path = TemporaryPath::new("named-client");
    let client = std_unix::UnixDatagram::bind(&path.0).unwrap();
    story.result("wrong kind", UnixStream::connect(&path.0));
    drop(client);
    story.result("nobody", UnixStream::connect(&path.0));
    story.result("no file", UnixStream::connect("/no/such/file"));
    story.result("no directory", UnixListener::bind("/no/such/file"));
    story.result("taken", UnixListener::bind(&path.0));
    let long = "x".repeat(200);
    story.result("long", UnixStream::connect(&long));
    story.result("long", UnixListener::bind(&long));
    story.result("long", UnixDatagram::bind(&long));
    story.result("zero inside", UnixStream::connect("a\0b"));
    story.result("empty", UnixStream::connect(""));
    story.end()
}

pub(crate) fn unix_datagrams() -> Vec<String> {
    let mut it = Queue::new();
    let path = TemporaryPath::new("datagrams");
    let mut bound = UnixDatagram::bind(&path.0).unwrap();
    let sender = UnixDatagram::unbound().unwrap();
    it.register(&mut bound, 1, BOTH);
    it.report();
    let mut buffer = [0; 4];
    it.story.result("receive", bound.recv(&mut buffer));
    it.story.result("send", sender.send(b"nobody"));
    it.story.result("send", sender.send_to(b"hello", &path.0));
    it.story.result("connect", sender.connect(&path.0));
    it.story.result("send", sender.send(b"you"));
    it.report();
    it.story.result("receive", bound.recv_from(&mut buffer));
    it.story.result("receive", bound.recv(&mut buffer));
    it.story.tell("received", buffer);
    it.story.result("address", bound.local_addr());
    it.story.result("peer", sender.peer_addr());
    it.story.result("peer", bound.peer_addr());
    it.story.result("error", bound.take_error());
    it.story.result("try_io", bound.try_io(|| Ok(5)));
    while sender.send(b"full").is_ok() {}
    it.story.result("send", sender.send(b"full"));
    it.story.result("again", UnixDatagram::bind(&path.0));

    let (mut one, other) = UnixDatagram::pair().unwrap();
    it.register(&mut one, 2, Interest::READABLE);
    it.story.result("send", other.send(b"pair"));
    it.report();
    it.story.result("shutdown", other.shutdown(Shutdown::Both));
    it.report();
    drop(other);
    it.report();
    it.story.result("send", one.send(b"x"));
    it.story.end()
}

pub(crate) fn a_pipe_fills_and_ends() -> Vec<String> {
    let mut it = Queue::new();
    let (mut sender, mut receiver) = pipe::new().unwrap();
    it.register(&mut sender, 1, Interest::WRITABLE);
    it.register(&mut receiver, 2, Interest::READABLE);
    it.report();
    it.story.result("read", receiver.read(&mut [0]));
    let parts = [IoSlice::new(b"ab"), IoSlice::new(b"cd")];
    it.story.result("write", (&sender).write_vectored(&parts));
    it.report();
    let (mut a, mut b) = ([0; 1], [0; 8]);
    let parts = &mut [IoSliceMut::new(&mut a), IoSliceMut::new(&mut b)];
    it.story.result("read", (&receiver).read_vectored(parts));
    it.story.tell("read", (a, b));
    while sender.write(&[0; 4096]).is_ok() {}
    it.story.result("write", sender.write(&[0]));
    it.report();
    while receiver.read(&mut [0; 4096]).is_ok() {}
    it.report();
    it.story.result("flush", sender.flush());
    it.story.result("try_io", sender.try_io(|| Ok(5)));
    it.story.result("try_io", receiver.try_io(|| Ok(5)));
    let blocks = |end: &dyn AsRawFd| {
        // SAFETY: the call takes no pointer.
        unsafe { libc::fcntl(end.as_raw_fd(), libc::F_GETFL) & libc::O_NONBLOCK == 0 }
    };
    it.story.result("blocking", receiver.set_nonblocking(false));
    it.story.result("blocking", sender.set_nonblocking(false));
    it.story
        .tell("blocks", (blocks(&sender), blocks(&receiver)));
    it.story.result("blocking", receiver.set_nonblocking(true));
    it.story
        .tell("blocks", (blocks(&sender), blocks(&receiver)));
    drop(sender);
    it.report();
    it.story.result("read", receiver.read(&mut [0]));

    let (mut sender, receiver) = pipe::new().unwrap();
    it.register(&mut sender, 3, Interest::WRITABLE);
    drop(receiver);
    it.report();
    it.story.result("write", sender.write(b"x"));
    let (mut sender, receiver) = pipe::new().unwrap();
    it.register(&mut sender, 4, Interest::READABLE);
    drop(receiver);
    it.report();
    it.story.end()
}

pub(crate) fn a_child_s_pipes() -> Vec<String> {
    let mut it = Queue::new();
    let mut child = Command::new("sh")
        .args(["-c", "cat; echo sorry >&2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = pipe::Sender::from(child.stdin.take().unwrap());
    let mut stdout = pipe::Receiver::from(child.stdout.take().unwrap());
    let mut stderr = pipe::Receiver::from(child.stderr.take().unwrap());
    for result in [
        stdin.set_nonblocking(true),
        stdout.set_nonblocking(true),
        stderr.set_nonblocking(true),
    ] {
        it.story.result("nonblocking", result);
    }
    it.register(&mut stdin, 1, Interest::WRITABLE);
    it.register(&mut stdout, 2, Interest::READABLE);
    it.register(&mut stderr, 3, Interest::READABLE);
    it.report();
    it.story.result("write", stdin.write(b"through a cat"));
    settle(&stdout, libc::POLLIN);
    it.report();
    it.story.result("read", stdout.read(&mut [0; 32]));
    drop(stdin);
    child.wait().unwrap();
    settle(&stdout, libc::POLLHUP);
    settle(&stderr, libc::POLLHUP);
    it.report();
    it.story.result("read", stdout.read(&mut [0; 32]));
    it.story.result("read", stderr.read(&mut [0; 32]));
    it.story.end()
}

pub(crate) fn any_descriptor() -> Vec<String> {
    let mut it = Queue::new();
    let (one, mut other) = std_unix::UnixStream::pair().unwrap();
    let fd = one.as_raw_fd();
    it.deregister(&mut SourceFd(&fd));
    it.reregister(&mut SourceFd(&fd), 1, BOTH);
    it.register(&mut SourceFd(&fd), 1, BOTH);
    it.register(&mut SourceFd(&fd), 2, BOTH);
    it.report();
    it.reregister(&mut SourceFd(&fd), 3, Interest::READABLE);
    it.report();
    other.write_all(b"x").unwrap();
    it.report();
    it.deregister(&mut SourceFd(&fd));
    it.deregister(&mut SourceFd(&fd));
    other.write_all(b"x").unwrap();
    it.report();

    it.register(&mut SourceFd(&-1), 1, BOTH);
    it.reregister(&mut SourceFd(&-1), 1, BOTH);
    it.deregister(&mut SourceFd(&-1));
    let file = File::open("/proc/self/exe").unwrap();
    it.register(&mut SourceFd(&file.as_raw_fd()), 1, BOTH);
    let itself = it.poll.as_raw_fd();
    it.register(&mut SourceFd(&itself), 1, BOTH);
    let inner = Poll::new().unwrap();
    it.register(&mut SourceFd(&inner.as_raw_fd()), 4, Interest::READABLE);
    inner
        .registry()
        .register(&mut SourceFd(&fd), Token(1), Interest::WRITABLE)
        .unwrap();
    it.report();
    it.story.tell("source", SourceFd(&7));
    it.story.end()
}

pub(crate) fn wakes() -> Vec<String> {
    let mut it = Queue::new();
    let waker = Waker::new(it.registry(), Token(9)).unwrap();
    it.report();
    it.story.result("wake", waker.wake());
    it.report();
    it.report();
    for _ in 0..100 {
        waker.wake().unwrap();
    }
    it.report();
    it.story.result("wake", waker.wake());
    it.report();
    it.story.result("wake", waker.wake());
    drop(waker);
    it.report();
    it.story.end()
}

/// The descriptor of a waker, which it only prints.
fn descriptor(waker: &Waker) -> RawFd {
    let text = format!("{waker:?}");
    let digits = text.split("fd: ").last().unwrap();
    let digits = digits.split(|letter: char| !letter.is_ascii_digit());
    digits.into_iter().next().unwrap().parse().unwrap()
}

pub(crate) fn a_full_counter() -> Vec<String> {
    let mut it = Queue::new();
    let waker = Waker::new(it.registry(), Token(9)).unwrap();
    let count = u64::MAX - 1;
    let bytes = (&raw const count).cast();
    // SAFETY: `bytes` points to the eight bytes of `count`.
    let n = unsafe { libc::write(descriptor(&waker), bytes, 8) };
    it.story.tell("filled", n);
    it.report();
    it.story.result("wake", waker.wake());
    it.report();
    it.story.result("wake", waker.wake());
    it.report();
    it.story.end()
}

pub(crate) fn a_second_waker() -> Result<(), Box<dyn std::any::Any + Send>> {
    std::panic::catch_unwind(|| {
        let poll = Poll::new().unwrap();
        let _first = Waker::new(poll.registry(), Token(1)).unwrap();
        let clone = poll.registry().try_clone().unwrap();
        let _second = Waker::new(&clone, Token(2)).unwrap();
    })
}

pub(crate) fn registered_twice() -> Vec<String> {
    let mut it = Queue::new();
    let (mut one, _other) = tcp_pair();
    it.register(&mut one, 1, BOTH);
    it.register(&mut one, 2, BOTH);
    it.report();
    it.reregister(&mut one, 3, BOTH);
    it.report();
    it.deregister(&mut one);
    it.deregister(&mut one);
    it.reregister(&mut one, 4, BOTH);
    it.register(&mut one, 5, BOTH);
    it.report();

    let (mut sender, _receiver) = pipe::new().unwrap();
    it.register(&mut sender, 6, BOTH);
    it.register(&mut sender, 7, BOTH);
    it.deregister(&mut sender);
    it.report();
    let (mut one, _other) = UnixDatagram::pair().unwrap();
    it.register(&mut one, 8, BOTH);
    it.register(&mut one, 9, BOTH);
    it.report();
    it.story.end()
}

pub(crate) fn never_registered() -> Vec<String> {
    let mut it = Queue::new();
    let (mut one, _other) = tcp_pair();
    it.reregister(&mut one, 1, BOTH);
    it.deregister(&mut one);
    it.register(&mut one, 1, BOTH);
    it.report();
    let mut boxed: Box<dyn Source> = Box::new(UdpSocket::bind(localhost()).unwrap());
    it.reregister(&mut boxed, 2, BOTH);
    it.deregister(&mut boxed);
    it.register(&mut boxed, 2, BOTH);
    it.report();

    // A source that the kernel refuses is still taken for registered by debug builds.
    let file = File::open("/proc/self/exe").unwrap();
    let mut receiver = pipe::Receiver::from(OwnedFd::from(file));
    it.register(&mut receiver, 3, BOTH);
    it.register(&mut receiver, 3, BOTH);
    it.reregister(&mut receiver, 3, BOTH);
    it.deregister(&mut receiver);
    it.deregister(&mut receiver);
    it.story.end()
}

pub(crate) fn registered_with_another_queue() -> Vec<String> {
    let (mut first, mut second) = (Queue::new(), Queue::new());
    let (mut one, _other) = tcp_pair();
    first.register(&mut one, 1, BOTH);
    second.reregister(&mut one, 2, BOTH);
    second.register(&mut one, 2, BOTH);
    first.reregister(&mut one, 3, BOTH);
    second.reregister(&mut one, 4, BOTH);
    first.report();
    second.report();
    first.deregister(&mut one);
    second.deregister(&mut one);
    first.register(&mut one, 5, BOTH);
    second.deregister(&mut one);
    first.deregister(&mut one);
    first.report();
    second.report();
    first.story.0.append(&mut second.story.0);
    first.story.end()
}

pub(crate) fn moved_to_another_queue() -> Vec<String> {
    let (mut first, mut second) = (Queue::new(), Queue::new());
    let (mut one, _other) = tcp_pair();
    first.register(&mut one, 1, BOTH);
    first.report();
    first.deregister(&mut one);
    second.register(&mut one, 2, BOTH);
    first.report();
    second.report();
    drop(second.poll);
    first.register(&mut one, 3, BOTH);
    first.report();
    first.story.0.append(&mut second.story.0);
    first.story.end()
}

pub(crate) fn a_clone_of_the_registry() -> Vec<String> {
    let mut it = Queue::new();
    let clone = it.registry().try_clone().unwrap();
    let (mut one, _other) = tcp_pair();
    let result = clone.register(&mut one, Token(1), BOTH);
    it.story.result("register", result);
    it.register(&mut one, 2, BOTH);
    it.report();
    it.reregister(&mut one, 3, BOTH);
    it.report();
    it.story.result("deregister", clone.deregister(&mut one));
    it.story.tell(
        "another descriptor",
        clone.as_raw_fd() != it.poll.as_raw_fd(),
    );
    let result = clone.register(&mut one, Token(4), BOTH);
    it.story.result("register", result);
    drop(clone);
    it.report();
    it.story.end()
}

pub(crate) fn a_dropped_source() -> Vec<String> {
    let mut it = Queue::new();
    let (mut one, mut other) = UnixStream::pair().unwrap();
    it.register(&mut one, 1, BOTH);
    other.write_all(b"x").unwrap();
    drop(one);
    it.report();
    it.story.end()
}

pub(crate) fn a_duplicate_keeps_a_source() -> Vec<String> {
    let mut it = Queue::new();
    let (mut one, mut other) = UnixStream::pair().unwrap();
    it.register(&mut one, 1, Interest::READABLE);
    let duplicate = one.as_fd().try_clone_to_owned().unwrap();
    drop(one);
    other.write_all(b"x").unwrap();
    it.report();
    drop(duplicate);
    it.report();
    it.story.end()
}

pub(crate) fn more_ready_than_room() -> Vec<String> {
    let mut it = Queue::with_capacity(3);
    let mut pairs: Vec<_> = (0..10).map(|_| UnixStream::pair().unwrap()).collect();
    for (n, (one, _)) in pairs.iter_mut().enumerate() {
        it.register(one, n, BOTH);
    }
    for _ in 0..5 {
        it.report();
    }
    it.story.tell("capacity", it.events.capacity());
    it.events.clear();
    it.story.tell("empty", it.events.is_empty());
    it.story.end()
}

pub(crate) fn every_token() -> Vec<String> {
    let mut it = Queue::new();
    let big = usize::MAX;
    let mut pairs: Vec<_> = (0..5).map(|_| UnixStream::pair().unwrap()).collect();
    for ((one, _), token) in pairs.iter_mut().zip([0, 1, big, big - 1, big / 2]) {
        it.register(one, token, Interest::WRITABLE);
    }
    it.report();
    it.story.tell("number", usize::from(Token(5)));
    it.story.tell("order", Token(1) < Token(2));
    it.story.end()
}

pub(crate) fn every_interest() -> Vec<String> {
    let mut story = Story::default();
    let single = [Interest::READABLE, Interest::WRITABLE, Interest::PRIORITY];
    let mut all = single.to_vec();
    for one in single {
        for other in single {
            all.push(one | other);
            let mut sum = one.add(other);
            sum |= Interest::PRIORITY;
            all.push(sum);
        }
    }
    for one in &all {
        story.tell("interest", one);
        story.tell(
            "is",
            (
                one.is_readable(),
                one.is_writable(),
                one.is_priority(),
                one.is_aio(),
                one.is_lio(),
            ),
        );
        for other in &all {
            story.tell("without", one.remove(*other));
            story.tell("order", one.cmp(other));
        }
    }
    story.end()
}

pub(crate) fn what_is_printed() -> Vec<String> {
    let mut it = Queue::new();
    let (mut one, other) = tcp_pair();
    it.register(&mut one, 12, BOTH);
    it.poll
        .poll(&mut it.events, Some(Duration::from_secs(20)))
        .unwrap();
    it.story.tell("events", &it.events);
    it.story.0.push(format!("{:#?}", it.events));
    it.story.tell("poll", &it.poll);
    it.story.tell("registry", it.poll.registry());
    it.story.tell("token", Token(3));
    it.story.tell("stream", &one);
    it.story.tell("stream", &other);
    it.story
        .tell("listener", TcpListener::bind(localhost()).unwrap());
    it.story.tell("udp", UdpSocket::bind(localhost()).unwrap());
    it.story.tell("unix", UnixStream::pair().unwrap().0);
    it.story.tell("unix", UnixDatagram::pair().unwrap().0);
    let path = TemporaryPath::new("printed");
    it.story.tell("unix", UnixListener::bind(&path.0).unwrap());
    let (sender, receiver) = pipe::new().unwrap();
    let name = |text: String| text.split(" fd:").next().unwrap().to_owned();
    it.story.tell("sender", name(format!("{sender:?}")));
    it.story.tell("receiver", name(format!("{receiver:?}")));
    it.story.end()
}

fn flags(story: &mut Story, what: &str, source: &impl AsRawFd) {
    let fd = source.as_raw_fd();
    // SAFETY: the call takes no pointer.
    let of_descriptor = unsafe { libc::fcntl(fd, libc::F_GETFD) };
    // SAFETY: the call takes no pointer.
    let of_file = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    let inherited = of_descriptor & libc::FD_CLOEXEC == 0;
    let blocks = of_file & libc::O_NONBLOCK == 0;
    story.tell(what, (inherited, blocks, of_file & libc::O_ACCMODE));
}

pub(crate) fn flags_of_every_descriptor() -> Vec<String> {
    let mut story = Story::default();
    let it = &mut story;
    let poll = Poll::new().unwrap();
    flags(it, "poll", &poll);
    flags(it, "clone", &poll.registry().try_clone().unwrap());
    let waker = Waker::new(poll.registry(), Token(1)).unwrap();
    flags(it, "waker", &descriptor(&waker));
    let listener = TcpListener::bind(localhost()).unwrap();
    flags(it, "listener", &listener);
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    flags(it, "client", &client);
    settle(&listener, libc::POLLIN);
    flags(it, "server", &listener.accept().unwrap().0);
    flags(it, "udp", &UdpSocket::bind(localhost()).unwrap());
    let path = TemporaryPath::new("flags");
    let listener = UnixListener::bind(&path.0).unwrap();
    flags(it, "unix listener", &listener);
    flags(it, "unix client", &UnixStream::connect(&path.0).unwrap());
    flags(it, "unix server", &listener.accept().unwrap().0);
    let (one, other) = UnixStream::pair().unwrap();
    flags(it, "one", &one);
    flags(it, "other", &other);
    let path = TemporaryPath::new("flags-datagram");
    flags(it, "datagram", &UnixDatagram::bind(&path.0).unwrap());
    flags(it, "unbound", &UnixDatagram::unbound().unwrap());
    let (one, other) = UnixDatagram::pair().unwrap();
    flags(it, "one", &one);
    flags(it, "other", &other);
    let (sender, receiver) = pipe::new().unwrap();
    flags(it, "sender", &sender);
    flags(it, "receiver", &receiver);
    story.end()
}

pub(crate) fn to_and_from_descriptors() -> Vec<String> {
    /// There and back, by every way that the type has.
    fn round<S>(it: &mut Queue, source: S)
    where
        S: AsFd + AsRawFd + FromRawFd + IntoRawFd + From<OwnedFd> + Into<OwnedFd> + Source + Debug,
    {
        let fd = source.as_raw_fd();
        let source = S::from(Into::<OwnedFd>::into(source));
        // SAFETY: the descriptor was given up the moment before.
        let mut source = unsafe { S::from_raw_fd(source.into_raw_fd()) };
        assert_eq!(source.as_fd().as_raw_fd(), fd);
        it.register(&mut source, 1, BOTH);
        it.report();
    }
    let mut it = Queue::new();
    let (one, other) = tcp_pair();
    let one = std_net::TcpStream::from(one);
    it.story.result("std", (&one).read(&mut [0]));
    round(&mut it, TcpStream::from_std(one));
    round(&mut it, other);
    let listener = std_net::TcpListener::from(TcpListener::bind(localhost()).unwrap());
    it.story.result("std", listener.accept());
    round(&mut it, TcpListener::from_std(listener));
    let socket = std_net::UdpSocket::from(UdpSocket::bind(localhost()).unwrap());
    it.story.result("std", socket.recv(&mut [0]));
    round(&mut it, UdpSocket::from_std(socket));
    let stream = std_unix::UnixStream::from(UnixStream::pair().unwrap().0);
    it.story.result("std", (&stream).read(&mut [0]));
    round(&mut it, UnixStream::from_std(stream));
    let socket = std_unix::UnixDatagram::from(UnixDatagram::unbound().unwrap());
    it.story.result("std", socket.recv(&mut [0]));
    round(&mut it, UnixDatagram::from_std(socket));
    let path = TemporaryPath::new("conversions");
    let listener = std_unix::UnixListener::from(UnixListener::bind(&path.0).unwrap());
    it.story.result("std", listener.accept().map(drop));
    round(&mut it, UnixListener::from_std(listener));
    let (sender, _receiver) = pipe::new().unwrap();
    let fd = OwnedFd::from(sender);
    it.register(&mut pipe::Sender::from(fd), 2, BOTH);
    let (_sender, receiver) = pipe::new().unwrap();
    // SAFETY: the descriptor was given up the moment before.
    let mut receiver = unsafe { pipe::Receiver::from_raw_fd(receiver.into_raw_fd()) };
    it.register(&mut receiver, 3, BOTH);
    let number = it.registry().as_fd().as_raw_fd();
    it.story.tell("same", number == it.poll.as_raw_fd());
    it.story.end()
}

pub(crate) fn errors_of_binding_and_connecting() -> Vec<String> {
    let mut story = Story::default();
    let elsewhere = SocketAddr::from(([192, 0, 2, 1], 0));
    story.result("tcp elsewhere", TcpListener::bind(elsewhere));
    story.result("udp elsewhere", UdpSocket::bind(elsewhere));
    let listener = TcpListener::bind(localhost()).unwrap();
    let taken = listener.local_addr().unwrap();
    story.result("tcp taken", TcpListener::bind(taken));
    let socket = UdpSocket::bind(localhost()).unwrap();
    story.result("udp taken", UdpSocket::bind(socket.local_addr().unwrap()));
    let broadcast = SocketAddr::from(([255, 255, 255, 255], 9));
    story.result("tcp to all", TcpStream::connect(broadcast));
    story.result("udp to all", socket.send_to(b"x", broadcast));
    let v6 = SocketAddr::from((Ipv6Addr::LOCALHOST, 9));
    story.result("udp v4 to v6", socket.send_to(b"x", v6));
    story.result("udp v4 to v6", socket.connect(v6));
    story.end()
}

pub(crate) fn errors_of_waiting() -> Vec<String> {
    let mut it = Queue::with_capacity(0);
    it.report();
    let (mut one, _other) = tcp_pair();
    it.register(&mut one, 1, BOTH);
    it.report();
    it.events = Events::with_capacity(1);
    let result = it.poll.poll(&mut it.events, Some(Duration::MAX));
    it.story.result("longest", result);
    it.story.tell("events", &it.events);
    // A queue that is not one: what the descriptor's number means now is a pipe.
    let (sender, _receiver) = pipe::new().unwrap();
    // SAFETY: both descriptors are open, and ours to change.
    unsafe { libc::dup2(sender.as_raw_fd(), it.poll.as_raw_fd()) };
    let result = it.poll.poll(&mut it.events, None);
    it.story
        .tell("no queue", result.as_ref().map_err(io::Error::kind));
    it.story.tell("invalid", ErrorKind::InvalidInput);
    it.story.tell("events", &it.events);
    it.register(&mut one, 1, BOTH);
    it.story.end()
}
