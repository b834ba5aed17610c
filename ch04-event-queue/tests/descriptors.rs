//! No descriptor outlives its owner, and none reaches a program that this one starts.
//!
//! Descriptors are counted, so the two facts take turns, in a process of their own.
#![cfg(any(target_os = "linux", target_os = "android"))]

use std::any::Any;
use std::fs;
use std::io;
use std::net::Ipv4Addr;
use std::process::{self, Command};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use ch04_event_queue::event::Source;
use ch04_event_queue::net::{
    TcpListener, TcpStream, UdpSocket, UnixDatagram, UnixListener, UnixStream,
};
use ch04_event_queue::unix::pipe;
use ch04_event_queue::{Events, Interest, Poll, Token, Waker};

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Retries what would block: on loopback it does not for long, and never for 20 seconds.
fn until_ready<T>(mut operation: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        match operation() {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::yield_now(),
            result => return result,
        }
        if Instant::now() > deadline {
            return Err(io::ErrorKind::TimedOut.into());
        }
    }
}

/// A queue, and one registered source of each type, all of them open.
fn one_of_each() -> io::Result<Vec<Box<dyn Any>>> {
    let name = |kind: &str| {
        let file = format!("ch04-descriptors-{}-{kind}", process::id());
        std::env::temp_dir().join(file)
    };
    let (stream_path, datagram_path) = (name("stream"), name("datagram"));

    let tcp_listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0).into())?;
    let tcp_client = TcpStream::connect(tcp_listener.local_addr()?)?;
    let (tcp_server, _) = until_ready(|| tcp_listener.accept())?;
    let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0).into())?;
    let unix_listener = UnixListener::bind(&stream_path)?;
    let unix_client = UnixStream::connect(&stream_path)?;
    let (unix_server, _) = until_ready(|| unix_listener.accept())?;
    let (one, other) = UnixStream::pair()?;
    let datagram = UnixDatagram::bind(&datagram_path)?;
    let unbound = UnixDatagram::unbound()?;
    let (first, second) = UnixDatagram::pair()?;
    let (sender, receiver) = pipe::new()?;
    fs::remove_file(stream_path)?;
    fs::remove_file(datagram_path)?;

    let mut poll = Poll::new()?;
    let mut open: Vec<Box<dyn Any>> = Vec::new();
    macro_rules! register {
        ($($source:ident)*) => {$(
            let mut source = $source;
            watch(&poll, &mut source, Token(open.len()))?;
            open.push(Box::new(source));
        )*};
    }
    register!(tcp_listener tcp_client tcp_server udp);
    register!(unix_listener unix_client unix_server one other);
    register!(datagram unbound first second sender receiver);
    open.push(Box::new(Waker::new(poll.registry(), Token(open.len()))?));
    open.push(Box::new(poll.registry().try_clone()?));
    poll.poll(&mut Events::with_capacity(64), Some(Duration::ZERO))?;
    open.push(Box::new(poll));

    // What fails leaves nothing open either.
    assert!(TcpStream::connect(([255, 255, 255, 255], 9).into()).is_err());
    assert!(TcpListener::bind(([192, 0, 2, 1], 0).into()).is_err());
    assert!(UdpSocket::bind(([192, 0, 2, 1], 0).into()).is_err());
    assert!(UnixStream::connect("/no/such/file").is_err());
    assert!(UnixListener::bind("/no/such/file").is_err());
    assert!(UnixDatagram::bind("/no/such/file").is_err());
    Ok(open)
}

fn watch(poll: &Poll, source: &mut impl Source, token: Token) -> io::Result<()> {
    let both = Interest::READABLE | Interest::WRITABLE;
    poll.registry().register(source, token, both)
}

fn open_here() -> usize {
    fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// How many descriptors a program has that this one starts.
fn open_in_a_child() -> usize {
    let output = Command::new("ls").arg("/proc/self/fd").output();
    let output = output.expect("`ls` is everywhere").stdout;
    output.split(|byte| *byte == b'\n').count()
}

#[test]
#[cfg_attr(miri, ignore = "Miri has neither Unix sockets nor /proc")]
fn no_descriptor_outlives_its_owner() {
    let _turn = ONE_AT_A_TIME.lock();
    let before = open_here();
    for round in 1..=50 {
        let open = one_of_each().unwrap();
        let now = open_here() - before;
        assert_eq!(now, open.len(), "each of these has one descriptor");
        drop(open);
        assert_eq!(open_here(), before, "round {round} left something open");
    }
}

#[test]
#[cfg_attr(miri, ignore = "Miri starts no other programs")]
fn no_descriptor_is_inherited() {
    let _turn = ONE_AT_A_TIME.lock();
    let without = open_in_a_child();
    let open = one_of_each().unwrap();
    let with = open_in_a_child();
    drop(open);
    assert_eq!(with, without, "a child got descriptors that are ours");
}
