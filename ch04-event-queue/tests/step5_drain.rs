//! Step 5: an event is an arrival, so each one is to be read to the end.

mod support;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream as Peer;
use std::time::Duration;

use ch04_event_queue::net::{TcpListener, TcpStream};
use ch04_event_queue::{Events, Interest, Poll, Token};

use support::{connection, wait};

/// A queue with one connection, registered for reading.
struct Watched {
    poll: Poll,
    events: Events,
    stream: TcpStream,
    peer: Peer,
}

fn watched() -> Watched {
    let (mut stream, peer) = connection();
    let poll = Poll::new().expect("no queue could be made");
    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .expect("the stream could not be registered");
    let events = Events::with_capacity(8);
    Watched {
        poll,
        events,
        stream,
        peer,
    }
}

impl Watched {
    /// Sends, and waits until all of it is here and reported.
    fn receive(&mut self, bytes: &[u8]) {
        self.peer.write_all(bytes).expect("the peer could not send");
        wait(&mut self.poll, &mut self.events);
        let mut buffer = vec![0; bytes.len()];
        while self.stream.peek(&mut buffer).unwrap_or(0) < bytes.len() {}
    }

    fn events_without_waiting(&mut self) -> usize {
        let no_time = Some(Duration::ZERO);
        self.poll
            .poll(&mut self.events, no_time)
            .expect("the queue could not wait");
        self.events.iter().count()
    }

    /// Reads until there is nothing, and returns how much there was.
    fn drain(&mut self) -> usize {
        let (mut total, mut buffer) = (0, [0; 4]);
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return total,
                Ok(n) => total += n,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return total,
                Err(error) => panic!("a read failed: {error}"),
            }
        }
    }
}

#[test]
fn an_empty_source_says_would_block() {
    let mut it = watched();

    let result = it.stream.read(&mut [0; 4]);

    let error = result.expect_err("nothing was sent, and still a read returned");
    assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}");
}

#[test]
fn what_is_left_unread_is_not_reported_again() {
    let mut it = watched();
    it.receive(b"twelve bytes");

    it.stream.read_exact(&mut [0; 4]).unwrap();

    let n = it.events_without_waiting();
    assert_eq!(n, 0, "8 bytes are waiting, but nothing has arrived since");
    assert_eq!(it.drain(), 8, "the bytes are there for who reads them");
}

#[test]
fn after_draining_an_arrival_is_a_new_event() {
    let mut it = watched();
    for round in 1..=20 {
        it.receive(b"twelve bytes");
        assert_eq!(it.drain(), 12, "all of round {round} should be here");
        let n = it.events_without_waiting();
        assert_eq!(n, 0, "round {round} was read, and was reported again");
    }
}

#[test]
fn an_end_is_reported_once() {
    let mut it = watched();
    it.peer.shutdown(std::net::Shutdown::Write).unwrap();
    wait(&mut it.poll, &mut it.events);

    assert_eq!(it.drain(), 0, "nothing was sent before the end");

    let n = it.events_without_waiting();
    assert_eq!(n, 0, "the end was reported a second time");
}

#[test]
fn many_arrivals_before_a_wait_are_one_event() {
    let mut it = watched();
    for _ in 0..3 {
        it.peer.write_all(b"abc").unwrap();
    }
    while it.stream.peek(&mut [0; 9]).unwrap_or(0) < 9 {}

    wait(&mut it.poll, &mut it.events);

    assert_eq!(it.events.iter().count(), 1, "one source, one event a wait");
    assert_eq!(it.drain(), 9, "the one event stands for all three");
}

#[test]
fn three_connections_may_be_one_event() {
    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(8);
    let mut listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let _peers: Vec<Peer> = (0..3).map(|_| Peer::connect(address).unwrap()).collect();
    poll.registry()
        .register(&mut listener, Token(0), Interest::READABLE)
        .unwrap();

    let mut accepted = 0;
    while accepted < 3 {
        wait(&mut poll, &mut events);
        assert_eq!(events.iter().count(), 1, "one source, one event a wait");
        while listener.accept().is_ok() {
            accepted += 1;
        }
    }

    let end = listener.accept().expect_err("three peers connected").kind();
    assert_eq!(end, ErrorKind::WouldBlock, "no fourth peer is there");
}

/// Other systems report a source again only after it has said WouldBlock, or each half by itself.
#[cfg(any(target_os = "linux", target_os = "android"))]
mod epoll {
    use super::*;

    #[test]
    #[cfg_attr(miri, ignore = "Miri reports only what was not ready before")]
    fn an_arrival_is_an_event_even_if_the_last_one_is_unread() {
        let mut it = watched();
        it.receive(b"first");

        it.peer.write_all(b"second").unwrap();

        wait(&mut it.poll, &mut it.events);
        assert_eq!(it.events.iter().count(), 1);
    }

    #[test]
    fn readable_and_writable_are_one_event() {
        let mut it = watched();
        let both = Interest::READABLE | Interest::WRITABLE;
        it.receive(b"x");

        it.poll
            .registry()
            .reregister(&mut it.stream, Token(1), both)
            .unwrap();

        wait(&mut it.poll, &mut it.events);
        let events = &it.events;
        assert_eq!(
            events.iter().count(),
            1,
            "two halves came apart: {events:?}"
        );
        let event = events.iter().next().unwrap();
        assert!(event.is_readable() && event.is_writable(), "{event:?}");
    }

    #[test]
    fn reregistering_reports_what_was_left_unread() {
        let mut it = watched();
        it.receive(b"x");
        assert_eq!(it.events_without_waiting(), 0, "nothing has arrived since");

        it.poll
            .registry()
            .reregister(&mut it.stream, Token(1), Interest::READABLE)
            .unwrap();

        wait(&mut it.poll, &mut it.events);
    }
}
