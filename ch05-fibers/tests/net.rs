//! Sockets that look blocking: who waits for one lets the others run.

use std::cell::{Cell, RefCell};
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown};
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch05_fibers::net::{TcpListener, TcpStream, UdpSocket};
use ch05_fibers::{spawn, yield_now};

const ANY: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);

fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind(ANY).expect("a port is free");
    let address = listener.local_addr().expect("it has one");
    let client = spawn(move || TcpStream::connect(address).expect("someone listens"));
    let (server, _) = listener.accept().expect("someone connects");
    (client.join().expect("it does not panic"), server)
}

#[test]
fn an_echo_goes_through_two_fibers() {
    let listener = TcpListener::bind(ANY).expect("a port is free");
    let address = listener.local_addr().expect("it has one");
    spawn(move || {
        let (mut stream, _) = listener.accept().expect("someone connects");
        let mut buffer = [0; 100];
        while let Ok(length @ 1..) = stream.read(&mut buffer) {
            stream.write_all(&buffer[..length]).expect("someone reads");
        }
    });
    let mut stream = TcpStream::connect(address).expect("someone listens");
    stream.write_all(b"hello").expect("someone reads");
    let mut answer = [0; 5];
    stream.read_exact(&mut answer).expect("it answers");
    assert_eq!(&answer, b"hello");
}

#[test]
fn who_waits_for_a_socket_lets_others_run() {
    let (mut client, mut server) = pair();
    let trace = Rc::new(RefCell::new(Vec::new()));
    let (reader, writer) = (Rc::clone(&trace), Rc::clone(&trace));
    let reading = spawn(move || {
        reader.borrow_mut().push("reads");
        let mut byte = [0];
        client.read_exact(&mut byte).expect("a byte comes");
        reader.borrow_mut().push("has read");
    });
    let writing = spawn(move || {
        writer.borrow_mut().push("writes");
        server.write_all(b"x").expect("someone reads");
        server
    });
    reading.join().expect("it does not panic");
    drop(writing.join());
    assert_eq!(*trace.borrow(), ["reads", "writes", "has read"]);
}

#[test]
fn more_than_a_socket_holds_goes_through() {
    let (mut client, mut server) = pair();
    let sent: Vec<u8> = (0..8_000_000_u32)
        .map(|index| (index % 251) as u8)
        .collect();
    let expected = sent.clone();
    let sender = spawn(move || {
        client.write_all(&sent).expect("someone reads");
        client.shutdown(Shutdown::Write).expect("it is connected");
        client
    });
    let mut received = Vec::new();
    server.read_to_end(&mut received).expect("it ends");
    assert!(received == expected);
    drop(sender.join());
}

#[test]
fn both_directions_of_a_clone_are_used_at_once() {
    let (client, mut server) = pair();
    let mut reading = client.try_clone().expect("it has no errors");
    let reader = spawn(move || {
        let mut answer = String::new();
        reading.read_to_string(&mut answer).expect("it ends");
        answer
    });
    yield_now();
    (&client).write_all(b"ping").expect("someone reads");
    let mut question = [0; 4];
    server.read_exact(&mut question).expect("it comes");
    server.write_all(b"pong").expect("someone reads");
    drop(server);
    assert_eq!(reader.join().expect("it does not panic"), "pong");
}

#[test]
fn a_silent_peer_is_given_up_in_time() {
    let (mut client, _server) = pair();
    client
        .set_read_timeout(Some(Duration::from_millis(20)))
        .expect("it is more than 0");
    let start = Instant::now();
    let error = client.read(&mut [0]).expect_err("nothing comes");
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(start.elapsed() >= Duration::from_millis(20));
    let error = client
        .set_read_timeout(Some(Duration::ZERO))
        .expect_err("it is 0");
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_peer_that_does_not_read_is_given_up_in_time() {
    let (mut client, _server) = pair();
    client
        .set_write_timeout(Some(Duration::from_millis(20)))
        .expect("it is more than 0");
    let chunk = vec![0; 1 << 20];
    let error = (0..1000)
        .find_map(|_| client.write(&chunk).err())
        .expect("the buffers are full");
    assert_eq!(error.kind(), ErrorKind::TimedOut);
}

#[test]
fn bytes_after_a_time_out_are_not_lost() {
    let (mut client, mut server) = pair();
    client
        .set_read_timeout(Some(Duration::from_millis(1)))
        .expect("it is more than 0");
    let mut byte = [0];
    for _ in 0..5 {
        let error = client.read(&mut byte).expect_err("nothing comes");
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }
    client.set_read_timeout(None).expect("for ever is allowed");
    let reader = spawn(move || {
        client.read_exact(&mut byte).expect("a byte comes");
        byte
    });
    yield_now();
    server.write_all(b"z").expect("someone reads");
    assert_eq!(reader.join().expect("it does not panic"), *b"z");
}

#[test]
fn a_refused_connection_is_an_error() {
    let listener = TcpListener::bind(ANY).expect("a port is free");
    let address = listener.local_addr().expect("it has one");
    drop(listener);
    let error = TcpStream::connect(address).expect_err("nobody listens");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

#[test]
fn the_first_address_that_accepts_is_taken() {
    let (closed, open) = (
        TcpListener::bind(ANY).expect("a port is free"),
        TcpListener::bind(ANY).expect("a port is free"),
    );
    let addresses = [
        closed.local_addr().expect("it has one"),
        open.local_addr().expect("it has one"),
    ];
    drop(closed);
    let stream = TcpStream::connect(&addresses[..]).expect("the second one accepts");
    assert_eq!(stream.peer_addr().expect("it is connected"), addresses[1]);
}

#[test]
fn a_fiber_whose_socket_is_always_ready_lets_others_run() {
    let (mut client, mut server) = pair();
    server.write_all(&[7; 4096]).expect("someone reads");
    let others = Rc::new(Cell::new(0));
    let seen = Rc::clone(&others);
    let other = spawn(move || {
        for _ in 0..4 {
            seen.set(seen.get() + 1);
            yield_now();
        }
    });
    for _ in 0..1024 {
        client.read_exact(&mut [0]).expect("it is there");
    }
    assert_eq!(others.get(), 4);
    other.join().expect("it does not panic");
}

#[test]
fn datagrams_find_their_fibers() {
    let (one, two) = (
        UdpSocket::bind(ANY).expect("a port is free"),
        UdpSocket::bind(ANY).expect("a port is free"),
    );
    let address = two.local_addr().expect("it has one");
    let echo = spawn(move || {
        let mut buffer = [0; 16];
        let (length, from) = two.recv_from(&mut buffer).expect("one comes");
        two.send_to(&buffer[..length], from)
            .expect("it can be sent");
    });
    one.connect(address).expect("it is an address");
    one.send(b"hello").expect("it can be sent");
    let mut buffer = [0; 16];
    let length = one.recv(&mut buffer).expect("it is answered");
    assert_eq!(&buffer[..length], b"hello");
    echo.join().expect("it does not panic");
    one.set_read_timeout(Some(Duration::from_millis(5)))
        .expect("it is more than 0");
    assert_eq!(
        one.recv(&mut buffer).expect_err("nothing comes").kind(),
        ErrorKind::TimedOut
    );
}

#[test]
fn a_socket_dropped_while_another_fiber_waits_elsewhere_leaves_its_token_to_the_next() {
    let (mut first, mut first_peer) = pair();
    let waiting = spawn(move || {
        let mut byte = [0];
        first.read_exact(&mut byte).expect("a byte comes");
        byte
    });
    yield_now();
    for _ in 0..20 {
        let (mut client, mut server) = pair();
        server.write_all(b"q").expect("someone reads");
        client.read_exact(&mut [0]).expect("a byte comes");
    }
    first_peer.write_all(b"w").expect("someone reads");
    assert_eq!(waiting.join().expect("it does not panic"), *b"w");
}
