//! Step 6: a waker is a source that any thread can make ready.

mod support;

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ch04_event_queue::{Events, Interest, Poll, Token, Waker};

use support::{connection, wait};

const WAKE: Token = Token(9);

fn queue() -> (Poll, Events, Arc<Waker>) {
    let poll = Poll::new().expect("no queue could be made");
    let waker = Waker::new(poll.registry(), WAKE).expect("no waker could be made");
    (poll, Events::with_capacity(8), Arc::new(waker))
}

fn tokens(events: &Events) -> Vec<Token> {
    events.iter().map(|event| event.token()).collect()
}

#[test]
fn a_wake_ends_a_wait_on_another_thread() {
    let (mut poll, mut events, waker) = queue();

    thread::scope(|threads| {
        threads.spawn(|| waker.wake().unwrap());
        wait(&mut poll, &mut events);
    });

    assert_eq!(tokens(&events), [WAKE], "the waker's own token");
    let event = events.iter().next().unwrap();
    assert!(event.is_readable(), "a wake is an arrival: {event:?}");
}

#[test]
fn a_wake_before_the_wait_is_not_lost() {
    let (mut poll, mut events, waker) = queue();

    waker.wake().unwrap();

    wait(&mut poll, &mut events);
    assert_eq!(tokens(&events), [WAKE]);
}

#[test]
fn every_wake_after_a_wait_is_a_new_event() {
    let (mut poll, mut events, waker) = queue();
    for round in 1..=50 {
        waker.wake().unwrap();
        wait(&mut poll, &mut events);
        assert_eq!(tokens(&events), [WAKE], "in round {round}");
    }
}

#[test]
fn a_wake_and_an_arrival_come_under_their_own_tokens() {
    let (mut poll, mut events, waker) = queue();
    let (mut stream, mut peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();

    waker.wake().unwrap();
    peer.write_all(b"x").unwrap();

    let mut seen = Vec::new();
    while seen.len() < 2 {
        wait(&mut poll, &mut events);
        seen.extend(tokens(&events));
    }
    seen.sort_unstable();
    assert_eq!(seen, [Token(1), WAKE]);
}

#[test]
fn no_wake_of_many_threads_is_lost() {
    const THREADS: usize = 4;
    const WAKES: usize = if cfg!(miri) { 20 } else { 2_000 };
    let (mut poll, mut events, waker) = queue();
    let done = AtomicUsize::new(0);

    thread::scope(|threads| {
        for _ in 0..THREADS {
            threads.spawn(|| {
                for _ in 0..WAKES {
                    done.fetch_add(1, Ordering::Release);
                    waker.wake().unwrap();
                }
            });
        }
        // Each wait may stand for many wakes; after the last of them there is one more.
        // Acquire: pairs with the Release above.
        while done.load(Ordering::Acquire) < THREADS * WAKES {
            wait(&mut poll, &mut events);
        }
    });

    assert_eq!(done.into_inner(), THREADS * WAKES);
}

#[cfg(any(target_os = "linux", target_os = "android"))]
#[test]
fn many_wakes_before_a_wait_are_one_event() {
    let (mut poll, mut events, waker) = queue();
    for _ in 0..1_000 {
        waker.wake().unwrap();
    }

    wait(&mut poll, &mut events);

    assert_eq!(tokens(&events), [WAKE], "one source, one event a wait");
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "release builds do not look")]
#[should_panic(expected = "`Waker`")]
fn a_second_waker_is_a_mistake_that_debug_builds_find() {
    let poll = Poll::new().unwrap();
    let _first = Waker::new(poll.registry(), Token(1));
    let _second = Waker::new(poll.registry(), Token(2));
}
