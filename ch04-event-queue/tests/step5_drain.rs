//! Step 5: an event is an arrival, so each one is to be read to the end, from what never blocks.

#[path = "support/connection.rs"]
mod connection;
#[path = "../src/demos/drain.rs"]
mod drain;
#[path = "support/error_of.rs"]
mod error_of;
#[cfg(any(target_os = "linux", target_os = "android"))]
#[path = "support/open.rs"]
mod open;
#[path = "support/wait.rs"]
mod wait;
#[cfg(any(target_os = "linux", target_os = "android"))]
#[path = "support/within.rs"]
mod within;

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream as Peer};
use std::time::Duration;

use ch04_event_queue::net::{TcpListener, TcpStream};
use ch04_event_queue::{Events, Interest, Poll, Token};

use connection::connection;
use drain::{Drained, drain};
use error_of::error_of;
use wait::wait;

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

    /// Drains, four bytes at a time, and returns how much there was.
    fn drain(&mut self) -> (usize, Drained) {
        let mut total = 0;
        let drained = drain(&mut self.stream, &mut [0; 4], |piece| total += piece.len());
        (total, drained.expect("a read failed"))
    }
}

#[test]
fn an_empty_source_says_would_block() {
    let mut it = watched();

    let result = it.stream.read(&mut [0; 4]);

    let error = error_of(result, "read", "nothing was sent");
    assert_eq!(
        error.kind(),
        ErrorKind::WouldBlock,
        "nothing was sent, and a read failed with another error: {error}"
    );
}

#[test]
fn what_is_left_unread_is_not_reported_again() {
    let mut it = watched();
    it.receive(b"twelve bytes");

    it.stream.read_exact(&mut [0; 4]).unwrap();

    let n = it.events_without_waiting();
    assert_eq!(n, 0, "8 bytes are waiting, but nothing has arrived since");
    let (left, _) = it.drain();
    assert_eq!(left, 8, "the bytes are there for who reads them");
}

#[test]
fn after_draining_an_arrival_is_a_new_event() {
    let mut it = watched();
    for round in 1..=20 {
        it.receive(b"twelve bytes");
        let drained = it.drain();
        assert_eq!(drained, (12, Drained::ForNow), "bytes in round {round}");
        let n = it.events_without_waiting();
        assert_eq!(n, 0, "round {round} was read, and was reported again");
    }
}

#[test]
fn an_end_is_reported_once() {
    let mut it = watched();
    it.peer.shutdown(Shutdown::Write).unwrap();
    wait(&mut it.poll, &mut it.events);

    let drained = it.drain();

    assert_eq!(drained, (0, Drained::ForGood), "an end, and no bytes");
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
    let (total, _) = it.drain();
    assert_eq!(total, 9, "the one event stands for all three");
}

/// Draining, read by read.
mod reads {
    use std::collections::VecDeque;
    use std::io;

    use super::*;

    /// What each read gives, in this order: bytes, an end (no bytes), or an error.
    struct Script(VecDeque<Result<&'static [u8], ErrorKind>>);

    impl Read for Script {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let next = self.0.pop_front();
            let bytes = next.expect("read again, although there was nothing left to read")?;
            buffer[..bytes.len()].copy_from_slice(bytes);
            Ok(bytes.len())
        }
    }

    /// Drains a source that says this, and returns the pieces too.
    fn drained<const N: usize>(
        script: [Result<&'static [u8], ErrorKind>; N],
    ) -> (io::Result<Drained>, Vec<String>) {
        let mut pieces = Vec::new();
        let result = drain(&mut Script(script.into()), &mut [0; 4], |piece| {
            pieces.push(piece.escape_ascii().to_string());
        });
        (result, pieces)
    }

    #[test]
    fn every_piece_is_handed_over_until_a_read_would_block() {
        let (result, pieces) = drained([
            Ok(b"abcd"),
            Ok(b"ef"),
            Ok(b"ghij"),
            Err(ErrorKind::WouldBlock),
        ]);

        let drained = result.expect("`WouldBlock` is where a drain ends, and no error");
        assert_eq!(drained, Drained::ForNow, "the peer has not ended");
        assert_eq!(pieces, ["abcd", "ef", "ghij"], "each read's own bytes");
    }

    #[test]
    fn an_end_is_no_piece() {
        let (result, pieces) = drained([Ok(b"abcd"), Ok(b"")]);

        let drained = result.expect("a read of 0 bytes is no error");
        assert_eq!(drained, Drained::ForGood, "a read of 0 bytes");
        assert_eq!(pieces, ["abcd"], "who takes no bytes for an end sees two");
    }

    #[test]
    fn a_signal_does_not_end_a_drain() {
        let (result, pieces) = drained([
            Ok(b"abcd"),
            Err(ErrorKind::Interrupted),
            Ok(b"ef"),
            Err(ErrorKind::WouldBlock),
        ]);

        let drained = result.expect("a signal is no failure: read again");
        assert_eq!(drained, Drained::ForNow, "a signal is not the peer's end");
        assert_eq!(pieces, ["abcd", "ef"], "a signal ended the drain");
    }

    #[test]
    fn an_error_comes_after_what_was_read_before_it() {
        let (result, pieces) = drained([Ok(b"abcd"), Err(ErrorKind::ConnectionReset)]);

        let error = error_of(result, "drain", "the connection was reset");
        assert_eq!(
            error.kind(),
            ErrorKind::ConnectionReset,
            "the connection was reset, and another error was returned"
        );
        assert_eq!(pieces, ["abcd"], "what came before the reset");
    }
}

/// Sources that can be drained, because their calls never wait.
mod sources {
    use super::*;

    fn listener() -> TcpListener {
        let address = "127.0.0.1:0".parse().expect("it is an address");
        TcpListener::bind(address).expect("nobody can listen")
    }

    /// The first connection to come.
    #[track_caller]
    fn accepted(listener: &mut TcpListener) -> (TcpStream, std::net::SocketAddr) {
        let mut poll = Poll::new().expect("no queue could be made");
        poll.registry()
            .register(listener, Token(0), Interest::READABLE)
            .expect("the listener could not be registered");
        wait(&mut poll, &mut Events::with_capacity(8));
        let accepted = listener.accept();
        accepted.expect("a peer has connected; it, or its address, is not to be had")
    }

    #[test]
    fn three_connections_may_be_one_event() {
        let mut poll = Poll::new().unwrap();
        let mut events = Events::with_capacity(8);
        let mut listener = listener();
        let address = listener.local_addr().unwrap();
        let _peers: Vec<Peer> = (0..3).map(|_| Peer::connect(address).unwrap()).collect();
        poll.registry()
            .register(&mut listener, Token(0), Interest::READABLE)
            .unwrap();

        let mut accepted = 0;
        while accepted < 3 {
            wait(&mut poll, &mut events);
            assert_eq!(events.iter().count(), 1, "one source, one event a wait");
            loop {
                match listener.accept() {
                    Ok(_) => accepted += 1,
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    Err(error) => panic!("a peer, or its address, is not to be had: {error}"),
                }
            }
        }

        let end = error_of(listener.accept(), "accept", "no fourth peer is there");
        assert_eq!(
            end.kind(),
            ErrorKind::WouldBlock,
            "with nobody there, accepting failed with another error: {end}"
        );
    }

    #[test]
    fn an_accepted_connection_comes_with_its_peer_s_address() {
        let mut listener = listener();
        let peer = Peer::connect(listener.local_addr().unwrap()).unwrap();

        let (_stream, address) = accepted(&mut listener);

        let of_peer = peer.local_addr().unwrap();
        assert_eq!(address, of_peer, "this is not where the peer is");
    }

    #[test]
    fn a_connection_is_made_while_others_go_on() {
        let mut listener = listener();
        let mut poll = Poll::new().unwrap();

        let mut stream = TcpStream::connect(listener.local_addr().unwrap())
            .expect("a connection in the making is no failure");

        poll.registry()
            .register(&mut stream, Token(1), Interest::WRITABLE)
            .unwrap();
        wait(&mut poll, &mut Events::with_capacity(8));
        let (_other_end, address) = accepted(&mut listener);
        assert!(stream.take_error().unwrap().is_none(), "it was refused");
        let ours = stream.local_addr().unwrap();
        assert_eq!(address, ours, "another connection was accepted");
    }

    #[cfg(not(target_vendor = "apple"))] // There 127.0.0.2 is no address of this machine.
    #[test]
    fn a_refused_connection_is_writable_and_says_why() {
        // Listens at the same port, of another address: so nobody else comes to listen here.
        let neighbour = listener();
        let port = neighbour.local_addr().unwrap().port();
        let nobody = ([127, 0, 0, 2], port).into();
        let mut stream = match TcpStream::connect(nobody) {
            Err(error) if cfg!(any(target_os = "linux", target_os = "android")) => {
                panic!("`connect` waited until the connection was refused: {error}")
            }
            Err(_) => return, // Some systems know at once.
            Ok(stream) => stream,
        };
        let (mut poll, mut events) = (Poll::new().unwrap(), Events::with_capacity(8));
        poll.registry()
            .register(&mut stream, Token(1), Interest::WRITABLE)
            .unwrap();

        wait(&mut poll, &mut events);

        let event = events.iter().next().unwrap();
        assert!(event.is_writable(), "the attempt is over: {event:?}");
        let error = stream.take_error().unwrap();
        let kind = error.expect("nobody listens there, and still").kind();
        assert_eq!(kind, ErrorKind::ConnectionRefused, "nobody listens there");
    }

    #[test]
    fn a_connection_over_ipv6_is_made_too() {
        let Ok(mut listener) = TcpListener::bind("[::1]:0".parse().unwrap()) else {
            return; // This machine has no IPv6.
        };

        let stream = TcpStream::connect(listener.local_addr().unwrap())
            .expect("IPv6 is another family than IPv4, and `connect` is for any");

        let (_other_end, address) = accepted(&mut listener);
        let ours = stream.local_addr().unwrap();
        assert_eq!(address, ours, "another connection was accepted");
    }

    #[cfg(unix)]
    #[test]
    #[cfg_attr(miri, ignore = "Miri has no Unix listeners")]
    fn a_connection_to_a_path_is_made_too() {
        use ch04_event_queue::net::{UnixListener, UnixStream};

        let file = format!("ch04-step5-{}", std::process::id());
        let path = std::env::temp_dir().join(file);
        let listener = UnixListener::bind(&path).expect("nobody can listen at a path");

        let stream = UnixStream::connect(&path);

        std::fs::remove_file(&path).unwrap();
        stream.expect("a path is an address of another family, and `connect` is for any");
        // Within a machine it is made at once.
        listener.accept().expect("the connection is not there");
    }

    /// The kernel answers whom a listener has room for, and leaves the others waiting.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[test]
    #[cfg_attr(miri, ignore = "Miri has room for all")]
    fn nobody_waits_until_a_connection_is_made() {
        use std::os::fd::AsRawFd;

        use super::within::within_3_s;

        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        // SAFETY: the call takes no pointer. It leaves room for one connection.
        let result = unsafe { libc::listen(listener.as_raw_fd(), 0) };
        assert_eq!(result, 0, "the listener's room could not be changed");
        let address = listener.local_addr().unwrap();

        let what = "`connect` waited until the connection was made: it";
        let streams = within_3_s(what, move || {
            let connect = |_| TcpStream::connect(address);
            (0..8).map(connect).collect::<Result<Vec<_>, _>>()
        });

        streams.expect("a connection in the making is no failure");
    }

    #[cfg(unix)]
    mod descriptors {
        use std::os::fd::AsRawFd;

        #[cfg(any(target_os = "linux", target_os = "android"))]
        use super::super::open::open_descriptors;
        use super::*;

        #[track_caller]
        fn expect_flags(socket: &TcpStream, name: &str) {
            let fd = socket.as_raw_fd();
            // SAFETY: the call takes no pointer.
            let status = unsafe { libc::fcntl(fd, libc::F_GETFL) };
            // SAFETY: as above.
            let flags = unsafe { libc::fcntl(fd, libc::F_GETFD) };
            assert!(status >= 0 && flags >= 0, "{name} is not open");
            assert!(
                status & libc::O_NONBLOCK != 0,
                "{name} blocks: its drain would never come to an end"
            );
            assert!(
                flags & libc::FD_CLOEXEC != 0,
                "{name} would stay open in every program that this one starts"
            );
        }

        #[test]
        fn an_accepted_connection_neither_blocks_nor_is_inherited() {
            let mut listener = listener();
            let _peer = Peer::connect(listener.local_addr().unwrap()).unwrap();

            let (stream, _) = accepted(&mut listener);

            expect_flags(&stream, "the accepted connection");
        }

        #[test]
        fn a_connection_in_the_making_neither_blocks_nor_is_inherited() {
            let listener = listener();

            let stream = TcpStream::connect(listener.local_addr().unwrap())
                .expect("a connection in the making is no failure");

            expect_flags(&stream, "the connection");
        }

        /// No TCP goes to a broadcast address.
        #[cfg(any(target_os = "linux", target_os = "android"))]
        #[test]
        #[cfg_attr(miri, ignore = "Miri has no broadcast addresses")]
        fn a_connection_that_fails_at_once_leaves_no_descriptor() {
            const FAILURES: usize = 150;
            let broadcast = ([255, 255, 255, 255], 9).into();
            let before = open_descriptors();

            for _ in 0..FAILURES {
                let result = TcpStream::connect(broadcast);
                error_of(result, "connect", "no TCP goes to a broadcast address");
            }

            let more = open_descriptors().saturating_sub(before);
            assert!(
                more < FAILURES / 2,
                "after {FAILURES} failures {more} descriptors more are open"
            );
        }
    }
}

/// Other systems report a source again only after it has said WouldBlock, or each half by itself.
#[cfg(any(target_os = "linux", target_os = "android"))]
mod epoll {
    use ch04_event_queue::event::Event;

    use super::*;

    #[test]
    #[cfg_attr(miri, ignore = "Miri reports only what was not ready before")]
    fn an_arrival_is_an_event_even_if_the_last_one_is_unread() {
        let mut it = watched();
        it.receive(b"first");

        it.peer.write_all(b"second").unwrap();

        wait(&mut it.poll, &mut it.events);
        let n = it.events.iter().count();
        assert_eq!(n, 1, "one arrival, one event");
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

    #[test]
    fn an_end_behind_the_last_bytes_is_found_in_the_same_drain() {
        let mut it = watched();
        it.peer.write_all(b"six b.").unwrap();
        it.peer.shutdown(Shutdown::Write).unwrap();
        loop {
            wait(&mut it.poll, &mut it.events);
            if it.events.iter().any(Event::is_read_closed) {
                break;
            }
        }

        let drained = it.drain();

        assert_eq!(
            drained,
            (6, Drained::ForGood),
            "bytes and end came as one event; there will be no other"
        );
    }
}
