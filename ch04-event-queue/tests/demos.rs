//! The demos as processes: each request comes to one end, and that is told, whatever the peer
//! does, the system runs out of, or the user types.
#![cfg(feature = "demo")]

#[path = "../../ch01-concurrency/tests/common/by_default.rs"]
mod by_default;
#[path = "../../ch01-concurrency/tests/common/mod.rs"]
mod common;
#[path = "../../ch01-concurrency/tests/common/fetching.rs"]
mod fetching;

use self::common::peer::{Fault, Peer};
use self::common::program::Program;
use self::common::runs::{left_by_its_reader, many_times, nowhere, prints_only_what_fails, server};
use self::fetching::TIMEOUT;

/// How often a fact is to hold. Fewer times where an emulator may be at work.
const TIMES: usize = if cfg!(any(target_arch = "aarch64", windows)) {
    5
} else {
    50
};

const EXECUTABLE: &str = env!("CARGO_BIN_EXE_ch04-event-queue");

const LANES: &[&str] = &["the thread"];

fn demo(arguments: &str) -> Program {
    Program::new(EXECUTABLE).args(arguments)
}

#[test]
fn a_thread_that_is_woken_too_tells_what_a_peer_does_and_takes_every_sum_once() {
    let peer = Peer::hostile(&Fault::AUDIBLE, 20);
    let ran = demo("waker --requests 20 --delay 20").server(peer.address());

    let ran = ran.run().failed();

    Fault::assert_told(&Fault::AUDIBLE, 20, TIMEOUT, &ran);
    assert_eq!(sums(&ran.stdout), (1..=20).collect::<Vec<_>>(), "{ran:#?}");
}

#[test]
fn many_connections_tell_what_a_peer_does_to_some() {
    let peer = Peer::hostile(&Fault::ALL, 100);
    let ran = demo("many --requests 100 --delay 0 --timeout 4000").server(peer.address());

    let ran = ran.run().failed();

    // This demo counts the answers, and shows only what fails.
    let failing = (1..=100).filter(|&number| Fault::of(&Fault::ALL, number).fails());
    let failed = ran.outcomes().into_keys();
    assert!(failing.eq(failed), "{ran:#?}");
}

#[test]
fn waker_takes_every_sum_once_and_every_answer_once() {
    let server = server();
    many_times(TIMES / 5, || {
        let ran = demo("waker --requests 20 --delay 40").server(server.address());

        let ran = ran.run().succeeded();

        ran.answered_all(20);
        assert_eq!(sums(&ran.stdout), (1..=20).collect::<Vec<_>>(), "{ran:#?}");
    });
}

/// The sums that came, in their order.
fn sums(stdout: &str) -> Vec<usize> {
    let sum = |line: &str| {
        let (_, sum) = line.split_once("  sum ")?;
        sum.strip_suffix(" is there")?.parse().ok()
    };
    stdout.lines().filter_map(sum).collect()
}

#[test]
fn edge_shows_what_is_lost_by_reading_once() {
    let ran = demo("edge").run().succeeded();

    let parts: Vec<_> = ran.stdout.split("\n\n").collect();
    let [_, once, drained, level] = parts[..] else {
        panic!("three ways to read: {ran:#?}");
    };
    let unread = |part: &str| -> Vec<String> {
        let left = part.lines().filter_map(|line| line.split_once("events; "));
        left.map(|(_, left)| left.to_owned()).collect()
    };
    assert!(once.starts_with("edge-triggered, one read"), "{ran:#?}");
    // The second arrival brings an event for one more read, but on Windows none: there a source
    // that has not been drained is not watched.
    let left = if cfg!(windows) { 12 } else { 8 };
    let left = ["8 bytes lie unread", &format!("{left} bytes lie unread")];
    assert_eq!(unread(once), left, "{ran:#?}");
    assert!(drained.starts_with("edge-triggered, reading"), "{ran:#?}");
    assert_eq!(unread(drained), ["0 bytes lie unread"; 2], "{ran:#?}");
    assert_eq!(drained.matches("an event:").count(), 2, "{ran:#?}");
    assert!(level.starts_with("level-triggered"), "{ran:#?}");
    if !level.contains("cannot be asked") {
        assert_eq!(unread(level), ["0 bytes lie unread"; 2], "{ran:#?}");
        assert_eq!(level.matches("an event:").count(), 4, "{ran:#?}");
    }
}

#[test]
fn many_says_how_many_are_open_at_once() {
    let server = server();
    let ran = demo("many --requests 200 --delay 50").server(server.address());

    let ran = ran.run().succeeded();

    assert!(
        ran.stdout.contains("  200 connections open at once\n"),
        "{ran:#?}"
    );
    assert_eq!(ran.figure("connections at once"), "200");
}

#[test]
fn a_bad_option_of_another_demo_is_one_clear_line() {
    for (arguments, needs) in [
        ("many --requests 10001", "from 1 to 10000\n"),
        (
            "--requests 3 waker",
            "'waker' cannot be used with '--requests <N>'\n",
        ),
        (
            "edge --requests 3",
            "unexpected argument '--requests' found\n",
        ),
    ] {
        demo(arguments).run().refused(needs);
    }
}

#[test]
fn quiet_other_demos_print_nothing_but_what_fails() {
    let good = server();
    for arguments in ["waker", "many"] {
        prints_only_what_fails(|| demo(arguments), &good);
    }
}

#[test]
fn a_server_that_cannot_be_reached_is_one_line() {
    let nowhere = nowhere();
    for arguments in ["waker", "many"] {
        let ran = demo(arguments).server(nowhere).run();

        ran.failed_at_once(&format!("error: server {nowhere} cannot be reached: "));
    }
}

#[test]
fn help_names_every_common_option() {
    for arguments in ["waker --help", "many --help"] {
        let ran = demo(arguments).run().succeeded();

        ran.names_common_options_but(&[]);
    }
    demo("edge --help").run().succeeded();
}

#[test]
fn a_reader_that_leaves_ends_no_demo_by_a_panic_or_a_complaint() {
    let server = server();
    for arguments in ["waker", "many --requests 20"] {
        // So long that the reader has left before there is more to print.
        let program = demo(arguments)
            .args("--delay 1000")
            .server(server.address());

        let ran = left_by_its_reader(program).failed();

        assert!(ran.stdout.contains(" requests to "), "{ran:#?}");
    }
    left_by_its_reader(demo("edge"));
}

#[cfg(unix)]
mod unix {
    use super::*;

    fn limited(limits: &str, arguments: &str) -> Program {
        Program::limited(limits, EXECUTABLE).args(arguments)
    }

    #[test]
    fn many_says_that_the_limit_allows_no_more() {
        let server = server();
        let program = limited("ulimit -n 128", "many --requests 200 --delay 50");

        let ran = program.server(server.address()).run().succeeded();

        let limit = "64 of 200: the limit on descriptors allows no more\n";
        assert!(ran.stdout.contains(limit), "{ran:#?}");
        assert_eq!(ran.figure("connections at once"), "64");
    }

    #[test]
    fn many_raises_a_limit_that_may_be_raised() {
        let server = server();
        let program = limited("ulimit -S -n 64", "many --requests 200 --delay 50");

        let ran = program.server(server.address()).run().succeeded();

        assert_eq!(ran.figure("connections at once"), "200");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_demo_that_is_stopped_and_continued_gives_the_same_answers() {
        use crate::common::runs::run_stopped_and_continued;

        let server = server();
        let program = demo("waker --requests 20 --delay 400");

        let ran = run_stopped_and_continued(program.server(server.address()));

        ran.answered_all(20);
    }
}
