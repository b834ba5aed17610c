//! Step 2: a thread that sleeps until it is told, and how it is told.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use ch08_runtime::Parker;

#[path = "../../ch01-concurrency/tests/support/within.rs"]
mod within;

use self::within::within_3_s;

const SHORT: Duration = Duration::from_millis(20);

/// Nobody waits for so long.
const LONG: Duration = Duration::from_secs(3600);

#[test]
fn an_unpark_before_the_park_is_not_lost() {
    within_3_s("park", || {
        let mut parker = Parker::default();
        parker.unparker().unpark();
        parker.park();
    });
}

#[test]
fn an_unpark_before_the_park_is_told_even_if_there_is_no_time() {
    let mut parker = Parker::default();
    parker.unparker().unpark();
    assert!(parker.park_timeout(Duration::ZERO), "it was told before");
}

#[test]
fn two_unparks_are_one() {
    let mut parker = Parker::default();
    let unparker = parker.unparker();
    unparker.unpark();
    unparker.clone().unpark();

    let told = [(); 2].map(|()| parker.park_timeout(SHORT));

    assert_eq!(told, [true, false], "two parks after two unparks");
}

#[test]
fn an_unpark_ends_the_park_of_another_thread() {
    within_3_s("park", || {
        let mut parker = Parker::default();
        let unparker = parker.unparker();
        let (about_to_park, parks) = mpsc::channel();
        let sleeper = thread::spawn(move || {
            for _ in 0..3 {
                about_to_park.send(()).unwrap();
                parker.park();
            }
        });
        for () in parks {
            unparker.unpark();
        }
        sleeper.join().unwrap();
    });
}

#[test]
fn a_mark_is_taken_by_the_park_that_it_ends() {
    const TIMES: usize = if cfg!(miri) { 5 } else { 50 };
    within_3_s("park", || {
        let mut parker = Parker::default();
        let unparker = parker.unparker();
        let (about_to_park, parks) = mpsc::channel();
        let sleeper = thread::spawn(move || {
            for _ in 0..TIMES {
                about_to_park.send(()).unwrap();
                let told = [LONG, Duration::ZERO].map(|time| parker.park_timeout(time));
                assert_eq!(
                    told,
                    [true, false],
                    "two parks, and one unpark during the first"
                );
            }
        });
        for () in parks {
            // So it sleeps, nearly always.
            Parker::default().park_timeout(Duration::from_millis(1));
            unparker.unpark();
        }
        sleeper.join().unwrap();
    });
}

#[test]
fn park_timeout_ends_when_it_is_told() {
    within_3_s("park_timeout", || {
        let mut parker = Parker::default();
        let unparker = parker.unparker();
        let other = thread::spawn(move || unparker.unpark());
        assert!(parker.park_timeout(LONG));
        other.join().unwrap();
    });
}

#[test]
fn park_timeout_ends_when_the_time_is_over_and_not_before() {
    let mut parker = Parker::default();
    let start = Instant::now();

    let told = parker.park_timeout(SHORT);

    assert!(!told);
    assert!(start.elapsed() >= SHORT);
}

#[test]
fn a_park_that_nobody_ended_leaves_nothing_behind() {
    let mut parker = Parker::default();
    let unparker = parker.unparker();
    assert!(!parker.park_timeout(Duration::ZERO));
    let start = Instant::now();
    assert!(!parker.park_timeout(SHORT));
    assert!(
        start.elapsed() >= SHORT,
        "after one that nobody ended, a park did not sleep"
    );

    unparker.unpark();

    let told = [(); 2].map(|()| parker.park_timeout(Duration::ZERO));
    assert_eq!(told, [true, false], "two parks after one unpark");
}

#[test]
fn a_time_longer_than_the_clock_is_as_long_as_it_takes() {
    within_3_s("park_timeout", || {
        let mut parker = Parker::default();
        let unparker = parker.unparker();
        let other = thread::spawn(move || unparker.unpark());
        assert!(parker.park_timeout(Duration::MAX));
        other.join().unwrap();
    });
}

#[test]
fn each_parker_has_unparkers_of_its_own() {
    let (mut one, mut other) = (Parker::default(), Parker::default());
    one.unparker().unpark();
    assert!(!other.park_timeout(Duration::ZERO));
    assert!(one.park_timeout(Duration::ZERO));
}

#[test]
fn an_unpark_after_the_parker_is_gone_does_nothing() {
    let parker = Parker::default();
    let unparker = parker.unparker();
    drop(parker);
    unparker.unpark();
}

/// Each of them tells the other that it is its turn.
#[test]
fn two_threads_take_turns() {
    const TURNS: usize = if cfg!(miri) { 20 } else { 1_000 };
    within_3_s("taking turns", || {
        let (mut mine, mut theirs) = (Parker::default(), Parker::default());
        let (tell_me, tell_them) = (mine.unparker(), theirs.unparker());
        let other = thread::spawn(move || {
            for _ in 0..TURNS {
                theirs.park();
                tell_me.unpark();
            }
        });
        for _ in 0..TURNS {
            tell_them.unpark();
            mine.park();
        }
        other.join().unwrap();
    });
}

#[test]
fn what_many_threads_did_before_they_unparked_is_seen() {
    const THREADS: usize = 4;
    within_3_s("the sum", || {
        let mut parker = Parker::default();
        let (sender, receiver) = mpsc::channel();
        for number in 0..THREADS {
            let (sender, unparker) = (sender.clone(), parker.unparker());
            thread::spawn(move || {
                sender.send(number).unwrap();
                unparker.unpark();
            });
        }
        let mut seen = Vec::new();
        while seen.len() < THREADS {
            parker.park();
            seen.extend(receiver.try_iter());
        }
        seen.sort_unstable();
        assert_eq!(seen, [0, 1, 2, 3]);
    });
}
