//! Step 3: a wait ends when something arrives, when its time is over, or at a signal.

#[path = "support/connection.rs"]
mod connection;
#[path = "support/error_of.rs"]
mod error_of;
#[path = "support/wait.rs"]
mod wait;
#[path = "../src/demos/wait.rs"]
mod wait_until;
#[path = "support/within.rs"]
mod within;

use std::io::Write;
use std::thread;
use std::time::Duration;

use ch04_event_queue::{Events, Interest, Poll, Token};

use connection::connection;
use error_of::error_of;
use wait::wait;
use within::within_3_s;

const NO_TIME: Option<Duration> = Some(Duration::ZERO);

fn queue() -> (Poll, Events) {
    let poll = Poll::new().expect("no queue could be made");
    (poll, Events::with_capacity(8))
}

fn tokens(events: &Events) -> Vec<Token> {
    events.iter().map(|event| event.token()).collect()
}

/// The tokens of what is reported without waiting.
#[track_caller]
fn reported(poll: &mut Poll) -> Vec<Token> {
    let mut events = Events::with_capacity(8);
    poll.poll(&mut events, NO_TIME)
        .expect("the queue could not wait");
    tokens(&events)
}

#[test]
fn an_empty_queue_reports_nothing() {
    let (mut poll, _) = queue();
    assert_eq!(reported(&mut poll), [], "nothing is registered");
}

#[test]
fn a_ready_source_is_reported_under_its_token() {
    for token in [Token(0), Token(7), Token(usize::MAX)] {
        let (mut poll, mut events) = queue();
        let (mut stream, _peer) = connection();
        poll.registry()
            .register(&mut stream, token, Interest::WRITABLE)
            .unwrap();

        wait(&mut poll, &mut events);

        assert_eq!(
            tokens(&events),
            [token],
            "the source was registered as {token:?}"
        );
    }
}

#[test]
fn a_source_with_nothing_to_read_is_not_reported() {
    let (mut poll, _) = queue();
    let (mut stream, _peer) = connection();

    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();

    assert_eq!(reported(&mut poll), [], "nothing was sent");
}

#[test]
fn reregistering_replaces_the_token() {
    let (mut poll, mut events) = queue();
    let (mut stream, mut peer) = connection();
    let registry = poll.registry();
    registry
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();

    registry
        .reregister(&mut stream, Token(2), Interest::READABLE)
        .unwrap();
    peer.write_all(b"x").unwrap();

    wait(&mut poll, &mut events);
    let tokens = tokens(&events);
    assert_eq!(tokens, [Token(2)], "the last registration is what counts");
}

#[test]
fn reregistering_reports_what_is_ready_now() {
    let (mut poll, mut events) = queue();
    let (mut stream, _peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();
    assert_eq!(reported(&mut poll), [], "nothing was sent");

    poll.registry()
        .reregister(&mut stream, Token(1), Interest::WRITABLE)
        .unwrap();

    wait(&mut poll, &mut events);
}

#[test]
fn a_deregistered_source_is_not_reported() {
    let (mut poll, _) = queue();
    let (mut stream, peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();

    poll.registry().deregister(&mut stream).unwrap();
    drop(peer);

    assert_eq!(reported(&mut poll), [], "the source was deregistered");
}

#[test]
fn a_deregistered_source_can_be_registered_again() {
    let (mut poll, mut events) = queue();
    let (mut stream, _peer) = connection();
    let registry = poll.registry();
    registry
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();
    registry.deregister(&mut stream).unwrap();

    registry
        .register(&mut stream, Token(2), Interest::WRITABLE)
        .unwrap();

    wait(&mut poll, &mut events);
}

#[test]
fn a_dropped_source_is_not_reported() {
    let (mut poll, _) = queue();
    let (mut stream, mut peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();
    peer.write_all(b"x").unwrap();

    drop(stream);

    assert_eq!(reported(&mut poll), [], "the source was dropped");
}

#[test]
fn a_wait_ends_when_something_arrives() {
    let (mut poll, mut events) = queue();
    let (mut stream, mut peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();

    thread::scope(|threads| {
        threads.spawn(|| peer.write_all(b"x").unwrap());
        wait(&mut poll, &mut events);
    });

    assert_eq!(
        tokens(&events),
        [Token(1)],
        "a byte came for the source registered as Token(1)"
    );
}

#[test]
fn a_wait_replaces_what_the_last_one_brought() {
    let (mut poll, mut events) = queue();
    let (mut stream, _peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::WRITABLE)
        .unwrap();
    wait(&mut poll, &mut events);

    poll.poll(&mut events, NO_TIME).unwrap();

    let old = tokens(&events);
    assert_eq!(old, [], "the events of the last wait are still there");
}

#[test]
fn the_buffer_has_the_room_that_was_asked_for() {
    let capacity = Events::with_capacity(8).capacity();
    assert_eq!(capacity, 8, "room for 8 events was asked for");
}

const SOURCES: usize = 10;

/// A queue with ten sources that have something to say.
fn ten_arrivals() -> (Poll, impl Drop) {
    let poll = Poll::new().expect("no queue could be made");
    let mut connections: Vec<_> = (0..SOURCES).map(|_| connection()).collect();
    for (n, (stream, peer)) in connections.iter_mut().enumerate() {
        peer.write_all(b"x").expect("the peer could not send");
        poll.registry()
            .register(stream, Token(n), Interest::READABLE)
            .expect("the stream could not be registered");
    }
    (poll, connections)
}

#[test]
fn what_has_no_room_comes_with_the_next_wait() {
    let (mut poll, _connections) = ten_arrivals();
    let mut events = Events::with_capacity(4);

    let mut seen = Vec::new();
    while seen.len() < SOURCES {
        wait(&mut poll, &mut events);
        let n = events.iter().count();
        assert!(n <= 4, "a wait with room for 4 events brought {n}");
        seen.extend(tokens(&events));
    }

    seen.sort_unstable();
    let all: Vec<Token> = (0..SOURCES).map(Token).collect();
    assert_eq!(seen, all, "each source should be reported, and once");
}

#[test]
fn a_wait_is_over_when_its_time_is() {
    let (mut poll, mut events) = queue();

    let (result, events) = within_3_s("a wait for 20 ms", move || {
        let result = poll.poll(&mut events, Some(Duration::from_millis(20)));
        (result, events)
    });

    result.expect("the end of its time is no error");
    assert_eq!(tokens(&events), [], "nothing is registered");
}

/// Elsewhere than on Unix the clock that measures is finer than the one that waits.
#[cfg(unix)]
#[test]
fn a_wait_is_never_shorter_than_its_time() {
    use std::time::Instant;

    let (mut poll, mut events) = queue();
    for timeout_us in [1, 500, 999, 1_000, 1_001, 1_500, 1_999, 20_000, 1_200_000] {
        let timeout = Duration::from_micros(timeout_us);
        let start = Instant::now();

        poll.poll(&mut events, Some(timeout))
            .expect("the queue could not wait");

        let waited = start.elapsed();
        assert!(
            waited >= timeout,
            "a wait for {timeout:?} was over after {waited:?}"
        );
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod epoll {
    use std::sync::mpsc;
    use std::time::Instant;

    use super::*;

    #[test]
    #[cfg_attr(miri, ignore = "Miri's own calls may take as long")]
    fn a_wait_for_no_time_does_not_sleep() {
        let (mut poll, mut events) = queue();

        let waits = (0..100).map(|_| {
            let start = Instant::now();
            poll.poll(&mut events, NO_TIME)
                .expect("the queue could not wait");
            start.elapsed()
        });

        let shortest = waits.min().expect("there were a hundred");
        assert!(
            shortest < Duration::from_millis(1),
            "of 100 waits for no time, even the shortest took {shortest:?}"
        );
    }

    #[test]
    fn what_has_room_comes_with_one_wait() {
        let (mut poll, _connections) = ten_arrivals();
        let mut events = Events::with_capacity(SOURCES);

        wait(&mut poll, &mut events);

        let n = events.iter().count();
        assert_eq!(n, SOURCES, "ten sources were ready, with room for ten");
    }

    #[test]
    fn a_wait_without_room_is_refused() {
        let (mut poll, _) = queue();

        let result = poll.poll(&mut Events::with_capacity(0), NO_TIME);

        let although = "there is no room for an event, now or ever";
        let error = error_of(result, "poll", although);
        assert_eq!(
            error.kind(),
            std::io::ErrorKind::InvalidInput,
            "a wait without room failed with another error: {error}"
        );
    }

    /// `None`, and more than the kernel can count, which is 2^31 - 1 ms.
    #[test]
    fn a_long_time_does_not_turn_into_a_short_one() {
        for timeout in [
            None,
            Some(Duration::from_millis(1 << 31)),
            Some(Duration::from_millis(1 << 32)),
            Some(Duration::MAX),
        ] {
            let (mut poll, mut events) = queue();
            let (mut stream, mut peer) = connection();
            poll.registry()
                .register(&mut stream, Token(1), Interest::READABLE)
                .unwrap();
            let (sender, waiter) = mpsc::channel();

            thread::spawn(move || {
                sender.send(None).unwrap();
                let result = poll.poll(&mut events, timeout);
                sender.send(Some(result.map(|()| tokens(&events))))
            });
            waiter.recv().unwrap();
            let early = waiter.recv_timeout(Duration::from_millis(100));
            peer.write_all(b"x").unwrap();
            let late = waiter.recv_timeout(Duration::from_secs(3));

            if let Ok(Some(result)) = early {
                panic!("`poll` returned {result:?} at once, although its time was {timeout:?}");
            }
            let late = late.ok().flatten().unwrap_or_else(|| {
                panic!("for {timeout:?} it waited, and an arrival did not end the wait in 3 s")
            });
            let late = late.expect("the queue could not wait");
            assert_eq!(late, [Token(1)], "a byte came, in a wait for {timeout:?}");
        }
    }
}

#[cfg(unix)]
mod signals {
    use std::io::ErrorKind;
    use std::mem::MaybeUninit;
    use std::ptr;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Instant;

    use super::*;

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
    #[cfg_attr(miri, ignore = "Miri has no signals")]
    fn a_signal_ends_a_wait_and_is_reported_as_interrupted() {
        const TIME: Duration = Duration::from_secs(2);
        const SIGNALS: Duration = Duration::from_secs(1);
        handle_sigusr1();
        let (mut poll, mut events) = queue();
        let (mut stream, _peer) = connection();
        poll.registry()
            .register(&mut stream, Token(1), Interest::WRITABLE)
            .unwrap();
        wait(&mut poll, &mut events);

        // SAFETY: the call takes nothing and cannot fail.
        let waiter = unsafe { libc::pthread_self() };
        let over = AtomicBool::new(false);
        let result = thread::scope(|threads| {
            threads.spawn(|| {
                let start = Instant::now();
                // One signal could come before the wait, and be lost.
                while !over.load(Ordering::Relaxed) && start.elapsed() < SIGNALS {
                    // SAFETY: the waiter is the scope's own thread, so it outlives this one.
                    unsafe { libc::pthread_kill(waiter, libc::SIGUSR1) };
                    thread::yield_now();
                }
            });
            let result = poll.poll(&mut events, Some(TIME));
            over.store(true, Ordering::Relaxed);
            result
        });

        let although = "signals came all the while: its caller cannot act on one";
        let error = error_of(result, "poll", although);
        assert_eq!(
            error.kind(),
            ErrorKind::Interrupted,
            "a signal ended the wait with another error: {error}"
        );
        assert!(
            events.is_empty(),
            "a wait that failed left old events behind"
        );
    }
}

/// The loop around a wait that goes on after a signal.
mod deadline {
    use std::io::{self, ErrorKind};
    use std::time::Instant;

    use super::wait_until::wait_until;
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    /// What `wait_until` asks of a wait that three signals interrupt, each after a millisecond;
    /// the fourth is over with `result`.
    fn asked(
        deadline: Option<Instant>,
        result: io::Result<()>,
    ) -> (io::Result<()>, Vec<Option<Duration>>) {
        let (mut asked, mut last) = (Vec::new(), Some(result));
        let result = wait_until(deadline, |left| {
            asked.push(left);
            let start = Instant::now();
            while start.elapsed() < Duration::from_millis(1) {}
            match asked.len() {
                1..=3 => Err(ErrorKind::Interrupted.into()),
                _ => last.take().expect("waited again after the wait was over"),
            }
        });
        (result, asked)
    }

    #[test]
    fn a_signal_does_not_end_a_wait_for_a_deadline() {
        let (result, asked) = asked(Some(Instant::now() + HOUR), Ok(()));

        result.expect("a signal ended the wait before its deadline");
        assert_eq!(asked.len(), 4, "three signals, and the wait's own end");
    }

    #[test]
    fn after_a_signal_a_wait_goes_on_with_what_is_left() {
        let start = Instant::now();

        let (_, asked) = asked(Some(start + HOUR), Ok(()));

        let mut most = HOUR;
        for left in asked {
            let left = left.expect("the wait was to have a deadline, and waits for ever");
            assert!(
                left <= most,
                "the wait started again with {left:?}, of which no more than {most:?} was left"
            );
            assert!(
                left >= HOUR - start.elapsed(),
                "{left:?} is less than is left of an hour"
            );
            most = left - Duration::from_millis(1);
        }
    }

    #[test]
    fn without_a_deadline_a_wait_is_for_ever() {
        let (result, asked) = asked(None, Ok(()));

        result.expect("a signal ended the wait");
        assert_eq!(
            asked, [None; 4],
            "there is no deadline, and it was asked to wait for a time"
        );
    }

    #[test]
    fn a_deadline_that_has_passed_leaves_no_time() {
        let (result, asked) = asked(Some(Instant::now()), Ok(()));

        result.expect("a passed deadline is no error");
        assert!(
            !asked.is_empty(),
            "nobody asked the queue, and what is there already would be missed"
        );
        let later: Vec<_> = asked.into_iter().skip(1).collect();
        assert!(
            later.iter().all(|left| *left == NO_TIME),
            "the deadline had passed, and the wait went on for {later:?}"
        );
    }

    #[test]
    fn another_error_ends_a_wait() {
        let (result, _) = asked(None, Err(ErrorKind::InvalidInput.into()));

        let error = error_of(result, "wait_until", "the wait failed");
        assert_eq!(
            error.kind(),
            ErrorKind::InvalidInput,
            "the wait failed with another error"
        );
    }
}
