//! Step 7: a call on a socket that would wait lets the others run, and ends only by what it is for.
#![cfg(unix)]

#[path = "support/panic_of.rs"]
mod panic_of;
#[path = "support/trace.rs"]
mod trace;
#[path = "support/watch.rs"]
mod watch;

use std::cell::Cell;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener as Listener, TcpStream as Peer};
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

#[cfg(any(target_os = "linux", target_os = "android"))]
use ch05_fibers::net::UdpSocket;
use ch05_fibers::net::{TcpListener, TcpStream};
use ch05_fibers::{JoinHandle, sleep, spawn, yield_now};

use panic_of::{panic_of, words};
use trace::Trace;
use watch::Watch;

const ANY: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);

/// So long a call waits that should not: then its test fails, and does not hang.
const LATE: Option<Duration> = Some(Duration::from_secs(2));

/// A connection: our end, and the peer's, which is std's and blocks.
#[track_caller]
fn connected() -> (TcpStream, Peer) {
    let listener = Listener::bind(ANY).expect("nobody can listen");
    let address = listener.local_addr().expect("the listener has no address");
    let stream = TcpStream::connect(address).expect("`connect` fails where someone listens");
    let (peer, _) = listener.accept().expect("nobody has connected");
    (stream, peer)
}

#[track_caller]
fn joined<T>(fiber: JoinHandle<T>) -> T {
    match panic_of(|| fiber.join()) {
        Ok(Ok(value)) => value,
        Ok(Err(payload)) => panic!("the fiber panicked: {}", words(&*payload)),
        Err(panic) => panic!("`join` panicked: {panic}"),
    }
}

/// A fiber that reads one byte, and what comes of it.
fn reads(stream: &TcpStream) -> JoinHandle<io::Result<usize>> {
    let mut stream = stream.try_clone().expect("it has no errors");
    spawn(move || stream.read(&mut [0]))
}

/// Waiting, and letting others run meanwhile.
mod waits {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_read_waits_until_a_byte_comes() {
        let (stream, mut peer) = connected();
        let reader = reads(&stream);
        yield_now();

        peer.write_all(b"x").unwrap();

        match joined(reader) {
            Ok(length) => assert_eq!(length, 1, "one byte has come"),
            Err(error) => panic!(
                "`read` handed `{:?}` to its caller, who has asked for bytes: wait, and call again",
                error.kind()
            ),
        }
    }

    #[test]
    fn a_fiber_accepts_and_another_connects() {
        let listener = TcpListener::bind(ANY).unwrap();
        let address = listener.local_addr().unwrap();
        let echo = spawn(move || {
            let (mut stream, _) = listener.accept().expect("`accept` failed");
            let mut bytes = [0; 5];
            stream.read_exact(&mut bytes).expect("a read failed");
            stream.write_all(&bytes).expect("a write failed");
        });

        let mut stream = TcpStream::connect(address).expect("`connect` failed");
        stream.write_all(b"hello").expect("a write failed");
        let mut answer = [0; 5];
        stream.read_exact(&mut answer).expect("a read failed");

        assert_eq!(&answer, b"hello");
        joined(echo);
    }

    #[test]
    fn who_waits_for_a_socket_lets_others_run() {
        let (mut stream, mut peer) = connected();
        let (sender, has_run) = mpsc::channel();
        let peer = thread::spawn(move || {
            // When the other fiber has run; a thread that stands still is freed in the end.
            let _ = has_run.recv_timeout(Duration::from_secs(3));
            peer.write_all(b"x").expect("the peer could not send");
            peer
        });
        let trace = Trace::default();
        let (given, other) = (trace.clone(), trace.clone());
        let reader = spawn(move || {
            given.add("reads");
            stream.read_exact(&mut [0]).expect("a read failed");
            given.add("has read");
        });
        let another = spawn(move || {
            other.add("another runs");
            // The peer may have given up.
            let _ = sender.send(());
        });

        joined(reader);
        joined(another);

        assert_eq!(
            trace.take(),
            ["reads", "another runs", "has read"],
            "the thread stood still in `read`, and another fiber could have run"
        );
        drop(peer.join());
    }

    #[test]
    fn who_waits_for_a_socket_has_no_turn_until_it_is_ready() {
        let watch = Watch::of_thread();
        let (stream, mut peer) = connected();
        let reader = reads(&stream);
        let fiber = reader.fiber().clone();

        for _ in 0..200 {
            yield_now();
        }

        let turns = watch.turns(&fiber);
        assert_eq!(
            turns, 1,
            "nothing has come, and the reading fiber had {turns} turns: it asked again and again"
        );
        peer.write_all(b"x").unwrap();
        let length = joined(reader).expect("a read failed");
        assert_eq!(length, 1, "one byte has come");
        assert_eq!(watch.turns(&fiber), 2, "one that waits, and one that reads");
    }

    #[test]
    fn a_fiber_whose_socket_is_always_ready_lets_others_run() {
        let (mut stream, mut peer) = connected();
        peer.write_all(&[7; 4096]).unwrap();
        while stream.peek(&mut [0; 4096]).expect("a peek failed") < 4096 {}
        let turns = Rc::new(Cell::new(0));
        let seen = Rc::clone(&turns);
        let _other = spawn(move || {
            loop {
                seen.set(seen.get() + 1);
                yield_now();
            }
        });

        for _ in 0..1024 {
            stream.read_exact(&mut [0]).expect("a read failed");
        }

        assert!(
            turns.get() > 0,
            "1024 reads were ready at once, and nobody else had a turn: nothing counts them"
        );
    }

    #[test]
    fn more_than_a_socket_holds_goes_through() {
        const SIZE: usize = 8 << 20;
        let (mut stream, mut peer) = connected();
        let peer = thread::spawn(move || {
            let mut received = Vec::new();
            peer.read_to_end(&mut received).map(|_| received)
        });
        let sent: Vec<u8> = (0..SIZE).map(|index| (index % 251) as u8).collect();

        stream.write_all(&sent).expect("a write failed");
        drop(stream);

        let received = peer.join().unwrap().expect("the peer could not read");
        assert!(
            received == sent,
            "{} bytes have come of {SIZE}",
            received.len()
        );
    }
}

/// Who is woken by what.
mod events {
    use super::*;

    #[test]
    fn a_byte_wakes_who_reads_also_when_nothing_can_be_written() {
        let watch = Watch::of_thread();
        let (stream, mut peer) = connected();
        let mut writing = stream.try_clone().unwrap();
        let writer = spawn(move || while writing.write(&[0; 1 << 16]).is_ok() {});
        stream.set_read_timeout(LATE).unwrap();
        let reader = reads(&stream);
        // Until the writer has found no room for long.
        let (mut rounds, mut turns) = (0, 0);
        for _ in 0..100_000 {
            yield_now();
            let now = watch.turns(writer.fiber());
            rounds = if now == turns { rounds + 1 } else { 0 };
            turns = now;
            if rounds == 300 {
                break;
            }
        }

        peer.write_all(b"x").unwrap();

        let length = joined(reader).unwrap_or_else(|error| {
            panic!("a byte has come, and the `read` is not woken by it ({error}): for which direction does it wait?")
        });
        assert_eq!(length, 1, "one byte has come");
    }

    #[test]
    fn the_peer_s_end_wakes_who_reads() {
        let (stream, peer) = connected();
        stream.set_read_timeout(LATE).unwrap();
        let reader = reads(&stream);
        yield_now();

        drop(peer);

        let length = joined(reader).expect("the peer has ended, and nobody was woken");
        assert_eq!(length, 0, "an end is a read of no bytes");
    }

    #[test]
    fn a_byte_wakes_all_who_read_and_one_has_it() {
        let (stream, mut peer) = connected();
        let readers = [reads(&stream), reads(&stream)];
        yield_now();

        for _ in 0..2 {
            peer.write_all(b"x").unwrap();
            yield_now();
        }

        let lengths = readers.map(|reader| joined(reader).expect("a read failed"));
        assert_eq!(lengths, [1, 1]);
    }

    /// A datagram to a port where nobody listens comes back as an error, with nothing to read.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[test]
    fn an_error_wakes_who_reads() {
        // Has the same port of another address: so nobody else comes to listen there.
        let neighbour = UdpSocket::bind(ANY).unwrap();
        let port = neighbour.local_addr().unwrap().port();
        let socket = Rc::new(UdpSocket::bind(ANY).unwrap());
        socket.connect((Ipv4Addr::new(127, 0, 0, 2), port)).unwrap();
        socket.set_read_timeout(LATE).unwrap();
        let given = Rc::clone(&socket);
        let reader = spawn(move || given.recv(&mut [0; 16]));
        yield_now();

        socket.send(b"is anyone there?").expect("a send failed");

        let error = joined(reader).expect_err("nobody listens there");
        assert_eq!(
            error.kind(),
            ErrorKind::ConnectionRefused,
            "an error has come, and who reads was not woken by it: it concerns both directions"
        );
    }

    /// Signals, sent by another thread until some have come during a wait.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    mod signals {
        use std::mem::MaybeUninit;
        use std::ptr;
        use std::sync::Arc;
        use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

        use ch05_fibers::{Observer, observe};

        use super::*;

        /// Counts, for that thread, how often the kernel's queue was asked.
        struct Asked(Arc<AtomicUsize>);

        impl Observer for Asked {
            fn asked_queue(&self) {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }

        extern "C" fn do_nothing(_: libc::c_int) {}

        fn handle_sigusr1() {
            // SAFETY: all zeros is a valid `sigaction`: no flags, an empty mask.
            let mut action: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
            action.sa_sigaction = do_nothing as extern "C" fn(libc::c_int) as libc::sighandler_t;
            // SAFETY: the handler touches nothing, so it may run at any time.
            let result = unsafe { libc::sigaction(libc::SIGUSR1, &action, ptr::null_mut()) };
            assert_eq!(result, 0, "the handler could not be installed");
        }

        #[test]
        fn a_signal_does_not_end_a_read() {
            const TIME: Duration = Duration::from_secs(2);
            let (mut stream, mut peer) = connected();
            let asked = Arc::new(AtomicUsize::new(0));
            observe(Some(Rc::new(Asked(Arc::clone(&asked)))));
            handle_sigusr1();
            // SAFETY: the call takes nothing and cannot fail.
            let waiter = unsafe { libc::pthread_self() };
            let (over, start) = (AtomicBool::new(false), Instant::now());

            let result = thread::scope(|threads| {
                threads.spawn(|| {
                    // Until some have ended a wait, after which the queue is asked again.
                    while asked.load(Ordering::Relaxed) < 5
                        && !over.load(Ordering::Relaxed)
                        && start.elapsed() < TIME
                    {
                        // SAFETY: the waiter is the scope's own thread, so it outlives this one.
                        unsafe { libc::pthread_kill(waiter, libc::SIGUSR1) };
                        thread::yield_now();
                    }
                    peer.write_all(b"x").expect("the peer could not send");
                });
                let result = panic_of(|| stream.read(&mut [0]));
                over.store(true, Ordering::Relaxed);
                result
            });

            let result = result.unwrap_or_else(|panic| {
                panic!("a signal ended the read by a panic ({panic}): `Interrupted` is no failure")
            });
            let length = result.unwrap_or_else(|error| {
                panic!("a signal ended the read ({error}): `Interrupted` is no failure")
            });
            assert_eq!(length, 1, "one byte has come");
        }
    }
}

/// How long a call waits.
mod times {
    use super::*;

    #[test]
    fn a_silent_peer_is_given_up_in_time_and_heard_later() {
        let (mut stream, mut peer) = connected();
        let time = Duration::from_millis(20);
        stream.set_read_timeout(Some(time)).unwrap();
        let start = Instant::now();

        let result = stream.read(&mut [0]);

        let (waited, error) = (start.elapsed(), result.expect_err("nothing was sent"));
        assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
        assert!(
            waited >= time,
            "a read with {time:?} was over after {waited:?}"
        );
        stream.set_read_timeout(None).unwrap();
        let reader = reads(&stream);
        yield_now();
        peer.write_all(b"x").unwrap();
        let length = joined(reader).expect("a read failed");
        assert_eq!(length, 1, "a byte that comes after a time-out is not lost");
    }

    /// Two fibers wait for one byte: whoever does not get it was woken for nothing. What begins later, with
    /// the same time, must not be over first.
    #[test]
    fn a_time_out_does_not_start_anew_when_a_read_is_woken_for_nothing() {
        let time = Duration::from_millis(500);
        let (stream, mut peer) = connected();
        let quick = reads(&stream);
        yield_now();
        stream.set_read_timeout(Some(time)).unwrap();
        let trace = Trace::default();
        let (given, late) = (trace.clone(), trace.clone());
        let mut reading = stream.try_clone().unwrap();
        let slow = spawn(move || {
            let result = reading.read(&mut [0]).map_err(|error| error.kind());
            given.add("the read is given up");
            result
        });
        let sleeper = spawn(move || {
            sleep(time);
            late.add("the sleep is over");
        });
        yield_now();

        peer.write_all(b"x").unwrap();
        let length = joined(quick).expect("a read failed");
        assert_eq!(length, 1, "one byte has come, for who came first");

        assert_eq!(joined(slow), Err(ErrorKind::TimedOut));
        joined(sleeper);
        assert_eq!(
            trace.take(),
            ["the read is given up", "the sleep is over"],
            "the time-out has started anew when the read was woken: a later sleep was over first"
        );
    }
}

/// What is connected, and what is not.
#[cfg(any(target_os = "linux", target_os = "android"))]
mod connections {
    use std::os::fd::AsRawFd;

    use super::*;

    #[test]
    fn a_refused_connection_is_an_error() {
        // Has the same port of another address: so nobody else comes to listen there.
        let neighbour = Listener::bind(ANY).unwrap();
        let port = neighbour.local_addr().unwrap().port();

        let result = TcpStream::connect((Ipv4Addr::new(127, 0, 0, 2), port));

        let error = result.expect_err("`connect` gives a connection, and nobody listens there");
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused, "{error}");
    }

    /// With a full queue the kernel does not answer, as if the other end were far away.
    #[test]
    fn a_connection_in_the_making_is_not_yet_one() {
        let listener = Listener::bind(ANY).unwrap();
        let address = listener.local_addr().unwrap();
        // SAFETY: the call takes no pointer.
        let result = unsafe { libc::listen(listener.as_raw_fd(), 0) };
        assert_eq!(result, 0, "{}", io::Error::last_os_error());
        let _first = Peer::connect(address).unwrap();
        let _others = [(); 3].map(|()| ch04_event_queue::net::TcpStream::connect(address));

        let result = TcpStream::connect_timeout(&address, Duration::from_millis(50));

        let error = result.expect_err("`connect` gives a connection that is only in the making");
        assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
    }
}
