//! Step 3: a wait ends when something arrives, when its time is over, or at a signal.

mod support;

use std::io::Write;
use std::thread;
use std::time::Duration;

use ch04_event_queue::{Events, Interest, Poll, Token};

use support::{connection, wait};

#[test]
fn a_wait_ends_when_something_arrives() {
    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(8);
    let (mut stream, mut peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();

    thread::scope(|threads| {
        threads.spawn(|| peer.write_all(b"x").unwrap());
        wait(&mut poll, &mut events);
    });

    assert_eq!(events.iter().count(), 1, "one source has something to say");
}

#[test]
fn a_wait_without_a_time_lasts_until_something_arrives() {
    for round in 1..=10 {
        let mut poll = Poll::new().unwrap();
        let mut events = Events::with_capacity(8);
        let (mut stream, mut peer) = connection();
        poll.registry()
            .register(&mut stream, Token(1), Interest::READABLE)
            .unwrap();

        thread::scope(|threads| {
            threads.spawn(|| peer.write_all(b"x").unwrap());
            poll.poll(&mut events, None).unwrap();
        });

        assert!(
            !events.is_empty(),
            "in round {round} the wait was over before anything had arrived"
        );
    }
}

#[test]
fn the_longest_time_is_as_good_as_for_ever() {
    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(8);
    let (mut stream, _peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::WRITABLE)
        .unwrap();

    poll.poll(&mut events, Some(Duration::MAX)).unwrap();

    assert!(!events.is_empty(), "the longest wait was over at once");
}

#[test]
fn a_wait_replaces_what_the_last_one_brought() {
    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(8);
    let (mut stream, _peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::WRITABLE)
        .unwrap();
    wait(&mut poll, &mut events);

    poll.poll(&mut events, Some(Duration::ZERO)).unwrap();

    assert!(events.is_empty(), "old events are still there: {events:?}");
}

#[test]
fn what_has_no_room_comes_with_the_next_wait() {
    const SOURCES: usize = 10;
    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(4);
    let mut connections: Vec<_> = (0..SOURCES).map(|_| connection()).collect();
    for (n, (stream, peer)) in connections.iter_mut().enumerate() {
        peer.write_all(b"x").unwrap();
        poll.registry()
            .register(stream, Token(n), Interest::READABLE)
            .unwrap();
    }

    let mut tokens = Vec::new();
    while tokens.len() < SOURCES {
        wait(&mut poll, &mut events);
        let n = events.iter().count();
        assert!(n <= 4, "a wait with room for 4 events brought {n}");
        tokens.extend(events.iter().map(|event| event.token().0));
    }

    tokens.sort_unstable();
    let all: Vec<usize> = (0..SOURCES).collect();
    assert_eq!(tokens, all, "each source should be reported, and once");
}

#[cfg(any(target_os = "linux", target_os = "android"))]
#[test]
fn a_wait_without_room_is_refused() {
    let mut poll = Poll::new().unwrap();

    let result = poll.poll(&mut Events::with_capacity(0), Some(Duration::ZERO));

    let kind = result.expect_err("it brought nothing, for ever").kind();
    assert_eq!(kind, std::io::ErrorKind::InvalidInput);
}

/// Elsewhere than on Unix the clock that measures is finer than the one that waits.
#[cfg(unix)]
#[test]
fn a_wait_is_never_shorter_than_its_time() {
    use std::time::Instant;

    let mut poll = Poll::new().unwrap();
    let mut events = Events::with_capacity(8);
    for timeout_us in [1, 500, 999, 1_000, 1_001, 1_500, 1_999, 20_000] {
        let timeout = Duration::from_micros(timeout_us);
        let start = Instant::now();

        poll.poll(&mut events, Some(timeout)).unwrap();

        let waited = start.elapsed();
        assert!(
            waited >= timeout,
            "a wait for {timeout:?} was over after {waited:?}"
        );
        assert!(events.is_empty(), "an empty queue reported {events:?}");
    }
}

#[cfg(unix)]
mod signals {
    use std::io::ErrorKind;
    use std::mem::MaybeUninit;
    use std::ptr;
    use std::sync::atomic::{AtomicBool, Ordering};

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
        handle_sigusr1();
        let mut poll = Poll::new().unwrap();
        let mut events = Events::with_capacity(8);
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
                // One signal could come before the wait, and be lost.
                while !over.load(Ordering::Relaxed) {
                    // SAFETY: the waiter is the scope's own thread, so it outlives this one.
                    unsafe { libc::pthread_kill(waiter, libc::SIGUSR1) };
                    thread::yield_now();
                }
            });
            let result = poll.poll(&mut events, Some(Duration::from_secs(20)));
            over.store(true, Ordering::Relaxed);
            result
        });

        let error = result.expect_err("20 s of signals did not end the wait");
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{error}");
        assert!(events.is_empty(), "after an error there are no events");
    }
}
