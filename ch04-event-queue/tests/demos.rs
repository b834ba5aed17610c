//! The demos as processes: each request comes to one end, and that is told, whatever the peer
//! does, the system runs out of, or the user types.
#![cfg(feature = "demo")]

#[path = "../../ch01-concurrency/tests/common/mod.rs"]
mod common;

use std::time::Duration;

use self::common::peer::{Fault, Peer};
use self::common::program::Program;
use self::common::runs::{
    ends_with_its_children, lanes_in_files, left_by_its_reader, many_times, nowhere,
    prints_only_what_fails, server,
};

/// Long enough for everything but silence, also on a machine that does much else.
const TIMEOUT: Duration = Duration::from_secs(4);

/// How often a fact is to hold. Fewer times where an emulator may be at work.
const TIMES: usize = if cfg!(any(target_arch = "aarch64", windows)) {
    5
} else {
    50
};

fn demo(arguments: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_ch04-event-queue")).args(arguments)
}

#[test]
fn every_answer_is_reported_once() {
    let server = server();
    many_times(TIMES, || {
        let ran = demo("fetch --requests 20 --delay 20").server(server.address());

        ran.run().succeeded().answered_all(20);
    });
}

#[test]
#[cfg_attr(
    target_arch = "aarch64",
    ignore = "a program that an emulator runs cannot start itself as its server"
)]
fn every_answer_of_a_server_of_its_own_is_reported_once() {
    for _ in 0..10 {
        let ran = demo("--requests 20 --delay 20").run();

        ran.succeeded().answered_all(20);
    }
}

#[test]
fn whatever_a_peer_does_to_a_request_is_told_and_the_others_complete() {
    many_times(TIMES, || {
        let peer = Peer::hostile(&Fault::ALL, 20);
        let ran = demo("--requests 20 --delay 0 --timeout 4000").server(peer.address());

        let ran = ran.run().failed();

        Fault::assert_told(&Fault::ALL, 20, TIMEOUT, &ran);
    });
}

#[test]
fn without_a_time_out_nothing_waits_for_a_peer_that_says_something() {
    many_times(TIMES / 5, || {
        let peer = Peer::hostile(&Fault::AUDIBLE, 20);
        let ran = demo("--requests 20 --delay 0").server(peer.address());

        let ran = ran.run().failed();

        Fault::assert_told(&Fault::AUDIBLE, 20, TIMEOUT, &ran);
    });
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
fn a_bad_option_is_one_clear_line() {
    for (arguments, needs) in [
        ("--requests 0", "'0' for '--requests <N>': need a whole"),
        ("--requests x", "need a whole number from 1 to 100000\n"),
        (
            "--requests 100001",
            "need a whole number from 1 to 100000\n",
        ),
        ("--delay 99999999", "'99999999' for '--delay <MS>': need"),
        ("--delay=-1", "need a whole number from 0 to 60000\n"),
        ("--timeout 0", "need a whole number from 1 to 3600000\n"),
        ("many --requests 10001", "from 1 to 10000\n"),
        (
            "--server nonsense",
            "'nonsense' for '--server <ADDR>': need HOST:PORT",
        ),
        ("nonsense", "unrecognized subcommand 'nonsense'\n"),
        ("--nonsense", "unexpected argument '--nonsense' found\n"),
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
fn a_server_that_cannot_be_reached_is_one_line() {
    let nowhere = nowhere();
    for arguments in ["fetch", "waker", "many"] {
        let ran = demo(arguments).server(nowhere).run();

        ran.failed_at_once(&format!("error: server {nowhere} cannot be reached: "));
    }
}

#[test]
fn a_file_that_cannot_be_written_is_one_line_before_anything_is_asked() {
    let server = server();
    for option in ["--svg", "--html", "--trace"] {
        let ran = demo(option).arg("/no/such/dir/x").server(server.address());

        ran.run()
            .failed_at_once("error: cannot write /no/such/dir/x: ");
    }
}

#[test]
fn help_names_every_common_option() {
    for arguments in ["--help", "fetch --help", "waker --help", "many --help"] {
        let ran = demo(arguments).run().succeeded();

        ran.names_common_options_but(&[]);
    }
    demo("edge --help").run().succeeded();
}

#[test]
fn quiet_prints_nothing_but_what_fails() {
    let good = server();
    for arguments in ["fetch", "waker", "many"] {
        prints_only_what_fails(|| demo(arguments), &good);
    }
}

#[test]
fn without_a_terminal_the_output_is_ascii_without_escapes() {
    let peer = Peer::hostile_in_turn(&Fault::AUDIBLE);
    for arguments in ["", "--plain"] {
        let ran = demo(arguments).args("--requests 20 --delay 0");

        let ran = ran.server(peer.address()).run().failed();

        ran.assert_plain();
    }
}

#[test]
fn the_files_have_every_lane() {
    let server = server();
    let program = demo("--requests 20 --delay 20").server(server.address());

    let lanes = lanes_in_files(program);

    let requests = (1..=20).map(|number| format!("request-{number}"));
    let expected = ["the thread".to_owned()].into_iter().chain(requests);
    assert_eq!(lanes, expected.collect::<Vec<_>>());
}

#[test]
fn a_reader_that_leaves_ends_no_demo_by_a_panic_or_a_complaint() {
    let server = server();
    for arguments in ["fetch --requests 20", "waker", "many --requests 20"] {
        let program = demo(arguments).args("--delay 20").server(server.address());

        let ran = left_by_its_reader(program).failed();

        assert!(ran.stdout.contains(" requests to "), "{ran:#?}");
    }
    left_by_its_reader(demo("edge"));
}

#[test]
fn with_nobody_to_complain_to_a_demo_ends_by_itself() {
    let peer = Peer::hostile(&Fault::AUDIBLE, 20);
    let program = demo("--quiet --requests 20 --delay 0").server(peer.address());

    let status = program.run_unheard();

    assert_eq!(status.code(), Some(1));
}

#[test]
#[cfg_attr(
    target_arch = "aarch64",
    ignore = "a program that an emulator runs cannot start itself as its server"
)]
fn the_server_of_a_demo_ends_with_it_however_that_ends() {
    ends_with_its_children(|| demo(""));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use crate::common::runs::{
        goes_on_without_descriptors, is_plain_on_terminal, width_on_terminal,
    };
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    fn limited(limits: &str, arguments: &str) -> Program {
        Program::limited(limits, env!("CARGO_BIN_EXE_ch04-event-queue")).args(arguments)
    }

    #[test]
    fn an_argument_that_is_no_text_is_one_clear_line() {
        for arguments in ["", "--svg x", "--server"] {
            let argument = OsStr::from_bytes(b"\xff");
            let ran = demo(arguments).arg(argument).run();

            assert!(ran.stderr.starts_with("error: "), "{ran:#?}");
            assert_eq!(ran.status.code(), Some(2), "{ran:#?}");
        }
    }

    #[test]
    fn requests_that_find_no_descriptor_fail_and_all_others_are_answered() {
        goes_on_without_descriptors(env!("CARGO_BIN_EXE_ch04-event-queue"), "");
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
    fn on_a_terminal_there_is_colour_and_the_width_is_kept() {
        let server = server();
        for columns in [40, 80, 133] {
            let program = demo("--requests 20 --delay 20").server(server.address());

            let width = width_on_terminal(program, columns);

            assert_eq!(width, usize::from(columns));
        }
    }

    #[test]
    fn on_a_terminal_without_colour_the_output_is_ascii_without_escapes() {
        is_plain_on_terminal(|| demo(""));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_demo_that_is_stopped_and_continued_gives_the_same_answers() {
        use crate::common::runs::run_stopped_and_continued;

        let server = server();
        for arguments in ["fetch", "waker"] {
            let program = demo(arguments).args("--requests 20 --delay 400");

            let ran = run_stopped_and_continued(program.server(server.address()));

            ran.answered_all(20);
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    #[cfg_attr(
        target_arch = "aarch64",
        ignore = "a program that an emulator runs cannot start itself as its server"
    )]
    fn a_demo_and_its_server_that_are_stopped_and_continued_give_the_same_answers() {
        use crate::common::runs::run_stopped_and_continued;

        let ran = run_stopped_and_continued(demo("--requests 20 --delay 400"));

        ran.answered_all(20);
    }
}
