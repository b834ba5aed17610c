//! Step 6: a waker is a source that any thread can make ready.

#[path = "support/connection.rs"]
mod connection;
#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
#[path = "support/error_of.rs"]
mod error_of;
#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
#[path = "support/fdinfo.rs"]
mod fdinfo;
#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
#[path = "support/processors.rs"]
mod processors;
#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
#[path = "support/within.rs"]
mod within;

use std::io::Write;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use ch04_event_queue::{Events, Interest, Poll, Token, Waker};

use connection::connection;

const WAKE: Token = Token(9);

fn queue() -> (Poll, Events, Arc<Waker>) {
    let poll = Poll::new().expect("no queue could be made");
    let waker = Waker::new(poll.registry(), WAKE).expect("no waker could be made");
    (poll, Events::with_capacity(8), Arc::new(waker))
}

/// Waits for 3 seconds at most, and says for whom something is reported.
#[track_caller]
fn waited(poll: &mut Poll, events: &mut Events) -> Vec<Token> {
    poll.poll(events, Some(Duration::from_secs(3)))
        .expect("the queue could not wait");
    events.iter().map(|event| event.token()).collect()
}

#[test]
fn without_a_wake_there_is_no_event() {
    let (mut poll, mut events, _waker) = queue();

    poll.poll(&mut events, Some(Duration::ZERO)).unwrap();

    let n = events.iter().count();
    assert_eq!(n, 0, "nobody has woken anybody, and the waker is reported");
}

#[test]
fn a_wake_ends_a_wait_on_another_thread() {
    let (mut poll, mut events, waker) = queue();

    let tokens = thread::scope(|threads| {
        threads.spawn(|| waker.wake().expect("the wake failed"));
        waited(&mut poll, &mut events)
    });

    assert_eq!(tokens, [WAKE], "a wake did not end the wait");
    let event = events.iter().next().unwrap();
    assert!(event.is_readable(), "a wake is an arrival: {event:?}");
}

#[test]
fn a_wake_before_the_wait_is_not_lost() {
    let (mut poll, mut events, waker) = queue();

    waker.wake().expect("the wake failed");

    let tokens = waited(&mut poll, &mut events);
    assert_eq!(tokens, [WAKE], "a wake before the wait was lost");
}

#[test]
fn every_wake_after_a_wait_is_a_new_event() {
    let (mut poll, mut events, waker) = queue();
    for round in 1..=50 {
        waker.wake().expect("the wake failed");
        let tokens = waited(&mut poll, &mut events);
        assert_eq!(tokens, [WAKE], "wake number {round} was lost");
    }
}

#[test]
fn a_wake_and_an_arrival_come_under_their_own_tokens() {
    let (mut poll, mut events, waker) = queue();
    let (mut stream, mut peer) = connection();
    poll.registry()
        .register(&mut stream, Token(1), Interest::READABLE)
        .unwrap();

    waker.wake().expect("the wake failed");
    peer.write_all(b"x").unwrap();

    let mut seen = Vec::new();
    while seen.len() < 2 {
        let tokens = waited(&mut poll, &mut events);
        assert!(!tokens.is_empty(), "only {seen:?} of two was reported");
        seen.extend(tokens);
    }
    seen.sort_unstable();
    assert_eq!(seen, [Token(1), WAKE], "one event for each of the two");
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
                    waker.wake().expect("the wake failed");
                }
            });
        }
        // Each wait may stand for many wakes; after the last of them there is one more.
        // Acquire: pairs with the Release above.
        while done.load(Ordering::Acquire) < THREADS * WAKES {
            let tokens = waited(&mut poll, &mut events);
            assert!(tokens.contains(&WAKE), "a wake was lost among many");
        }
    });

    let done = done.into_inner();
    assert_eq!(done, THREADS * WAKES, "a thread stopped waking");
}

#[cfg(any(target_os = "linux", target_os = "android"))]
#[test]
fn many_wakes_before_a_wait_are_one_event() {
    let (mut poll, mut events, waker) = queue();
    for _ in 0..1_000 {
        waker.wake().expect("the wake failed");
    }

    let tokens = waited(&mut poll, &mut events);
    assert_eq!(tokens, [WAKE], "one source, one event a wait");
}

/// The waker's descriptor, which the queue knows.
#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))] // Miri has no /proc.
mod counter {
    use std::fs::File;
    use std::hint;
    use std::io::{self, Read};
    use std::mem::ManuallyDrop;
    use std::os::fd::{AsRawFd, FromRawFd, RawFd};
    use std::time::Instant;

    use super::error_of::error_of;
    use super::fdinfo::watched;
    use super::processors::{processors, stay_on};
    use super::within::within_3_s;
    use super::*;

    #[track_caller]
    fn descriptor(poll: &Poll) -> RawFd {
        let mut sources = watched(poll).into_iter();
        let waker = sources
            .find(|source| source.token == WAKE.0 as u64)
            .expect("no source is registered under the waker's token");
        assert!(
            waker.flags.contains(&"EPOLLIN"),
            "a wake is read: {waker:?}"
        );
        waker.fd
    }

    #[test]
    fn a_waker_neither_blocks_nor_is_inherited() {
        let (poll, _events, _waker) = queue();
        let fd = descriptor(&poll);

        // SAFETY: the call takes no pointer.
        let status = unsafe { libc::fcntl(fd, libc::F_GETFL) };
        // SAFETY: as above.
        let flags = unsafe { libc::fcntl(fd, libc::F_GETFD) };

        assert!(status >= 0 && flags >= 0, "the waker is not open");
        assert!(
            status & libc::O_NONBLOCK != 0,
            "the waker blocks: whoever wakes could be put to sleep by it"
        );
        assert!(
            flags & libc::FD_CLOEXEC != 0,
            "the waker would stay open in every program that this one starts"
        );
    }

    #[test]
    fn a_dropped_waker_is_not_watched() {
        let (poll, _events, waker) = queue();

        drop(waker);

        let left = watched(&poll);
        assert!(
            left.is_empty(),
            "the waker was dropped, and the queue still watches it: {left:?}"
        );
    }

    const FULL: u64 = u64::MAX - 1;

    /// The waker's own counter; the waker must outlive it.
    fn counter(poll: &Poll) -> ManuallyDrop<File> {
        // SAFETY: the waker has it open for longer, and nobody closes it here.
        ManuallyDrop::new(unsafe { File::from_raw_fd(descriptor(poll)) })
    }

    /// No program wakes so often; so the counter is filled by one write from outside.
    #[test]
    fn a_wake_is_an_event_when_the_counter_is_full() {
        let (mut poll, mut events, waker) = queue();
        counter(&poll).write_all(&FULL.to_ne_bytes()).unwrap();
        let tokens = waited(&mut poll, &mut events);
        assert_eq!(tokens, [WAKE], "the counter was written to");

        let its = Arc::clone(&waker);
        within_3_s("a wake with a full counter", move || its.wake())
            .expect("a full counter is no reason not to wake");

        assert_eq!(
            waited(&mut poll, &mut events),
            [WAKE],
            "the counter was full, and the wake was lost"
        );
    }

    /// Each empties it, and one of them finds that done, if they are within half a microsecond of
    /// each other: so the threads spin, each on a processor of its own.
    #[test]
    fn of_two_wakes_at_once_with_a_full_counter_none_fails() {
        let [one, other, ..] = processors()[..] else {
            return; // On one processor nothing is at once.
        };
        let (poll, _events, waker) = queue();
        let counter = counter(&poll);

        let failed = within_3_s("waking with a full counter, twice at once", move || {
            wake_at_once(&waker, &counter, [one, other])
        });

        assert!(
            matches!(failed, [None, None]),
            "a wake failed, for another thread had emptied the counter first: {failed:?}"
        );
    }

    /// In many rounds, two threads wake when the counter is full. Each one's last error.
    fn wake_at_once(
        waker: &Waker,
        mut counter: &File,
        [one, other]: [usize; 2],
    ) -> [Option<io::Error>; 2] {
        const ROUNDS: usize = 2_000;
        let end = Instant::now() + Duration::from_secs(2); // For a busy machine.
        let (begun, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let begins = |round: &usize| {
            if *round > ROUNDS || Instant::now() > end {
                begun.store(OVER, Ordering::Release);
                return false;
            }
            // What the wakes have left is taken out: then there is room for all of `FULL`.
            drop(counter.read(&mut [0; 8]));
            counter.write_all(&FULL.to_ne_bytes()).expect("it is empty");
            begun.store(*round, Ordering::Release);
            true
        };
        thread::scope(|threads| {
            let first = threads.spawn(|| {
                stay_on(one);
                let wake = |round| {
                    let result = waker.wake();
                    reached(&done, round);
                    result.err()
                };
                (1..).take_while(begins).filter_map(wake).last()
            });
            let second = threads.spawn(|| {
                stay_on(other);
                let has_begun = |round: &usize| reached(&begun, *round) != OVER;
                let wake = |round| {
                    let result = waker.wake();
                    done.store(round, Ordering::Release);
                    result.err()
                };
                (1..).take_while(has_begun).filter_map(wake).last()
            });
            [first, second].map(|thread| thread.join().expect("a wake panicked, see above"))
        })
    }

    const OVER: usize = usize::MAX;

    /// Waits until `counter` is at `round` or further, and returns where it is.
    fn reached(counter: &AtomicUsize, round: usize) -> usize {
        let mut turns = 0_u32;
        loop {
            // Acquire: pairs with the Release of the thread that has come there.
            let at = counter.load(Ordering::Acquire);
            if at >= round {
                return at;
            }
            turns = turns.wrapping_add(1);
            match turns % 1_000 {
                0 => thread::yield_now(),
                _ => hint::spin_loop(),
            }
        }
    }

    /// Nobody knows what could go wrong with a counter; so another descriptor takes its place.
    #[test]
    fn a_wake_that_fails_says_so() {
        let (poll, _events, waker) = queue();
        let (reader, broken) = io::pipe().unwrap();
        drop(reader);
        // SAFETY: both are open; the waker's is a pipe from now on, which the waker closes.
        let number = unsafe { libc::dup2(broken.as_raw_fd(), descriptor(&poll)) };
        assert!(number >= 0, "{}", io::Error::last_os_error());

        let result = within_3_s("a wake that cannot be written", move || waker.wake());

        let error = error_of(result, "wake", "nobody was woken");
        assert_eq!(
            error.kind(),
            io::ErrorKind::BrokenPipe,
            "nobody was woken, and another error was returned: {error}"
        );
    }
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "release builds do not look")]
fn a_second_waker_is_a_mistake_that_debug_builds_find() {
    let poll = Poll::new().unwrap();
    let _first = Waker::new(poll.registry(), Token(1)).expect("no waker could be made");

    let second = panic::catch_unwind(|| Waker::new(poll.registry(), Token(2)).map(drop));

    let Err(panic) = second else {
        panic!("a second waker was accepted")
    };
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or(panic.downcast_ref::<&str>().copied());
    assert!(
        text.is_some_and(|text| text.contains("`Waker`")),
        "a second waker panicked, but does not name `Waker`: {text:?}"
    );
}
