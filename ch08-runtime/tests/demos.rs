//! The demos as processes: each request comes to one end, and that is told, whatever the peer
//! does, the system runs out of, or the user types.
#![cfg(feature = "demo")]

#[path = "../../ch01-concurrency/tests/common/by_default.rs"]
mod by_default;
#[path = "../../ch01-concurrency/tests/common/mod.rs"]
mod common;
#[path = "../../ch01-concurrency/tests/common/fetching.rs"]
mod fetching;

use self::common::program::{Program, Ran};
use self::common::runs::{lanes_in_files, left_by_its_reader, server};

/// How often a fact is to hold. Fewer times where an emulator may be at work.
const TIMES: usize = if cfg!(any(target_arch = "aarch64", windows)) {
    5
} else {
    30
};

const EXECUTABLE: &str = env!("CARGO_BIN_EXE_ch08-runtime");

const LANES: &[&str] = &["executor", "reactor"];

fn demo(arguments: &str) -> Program {
    Program::new(EXECUTABLE).args(arguments)
}

/// A figure that is a whole number.
#[track_caller]
fn count(ran: &Ran, name: &str) -> u64 {
    ran.figure(name).parse().expect("it is a whole number")
}

#[test]
fn a_thousand_requests_are_polled_four_times_each_at_most() {
    for _ in 0..TIMES / 5 {
        let ran = demo("fetch --alone --requests 1000 --delay 200")
            .run()
            .succeeded();

        ran.answered_all(1000);
        assert!(count(&ran, "polls of requests") <= 4 * 1000, "{ran:#?}");
        if cfg!(target_os = "linux") {
            assert_eq!(ran.figure("threads"), "2");
        }
    }
}

#[test]
fn ten_thousand_requests_at_once_have_ten_thousand_answers() {
    let ran = demo("fetch --alone --requests 10000 --delay 500")
        .run()
        .succeeded();

    ran.answered_all(10_000);
}

#[test]
fn the_polls_of_chapter_6_are_told_beside_its_own() {
    let ran = demo("--requests 5 --delay 50").run().succeeded();

    assert!(count(&ran, "polls of requests") <= 4 * 5, "{ran:#?}");
    // It does not sleep.
    assert!(count(&ran, "polls in chapter 6") > 100, "{ran:#?}");
}

#[test]
fn one_piece_polls_all_that_is_pending_for_each_event() {
    let ran = demo("one-piece --requests 20 --delay 200")
        .run()
        .succeeded();

    ran.answered_all(20);
    let all = count(&ran, "polls of all together");
    let requests = count(&ran, "polls of requests");
    assert!(requests > all && requests <= 20 * all, "{ran:#?}");
    // Connected, written, answered: and no poll without a reason.
    assert!(all <= 4 * 20, "{ran:#?}");
    if cfg!(target_os = "linux") {
        assert_eq!(ran.figure("threads"), "1");
    }
}

#[test]
fn threads_answer_all_wherever_the_requests_run() {
    for threads in [1, 4] {
        let ran = demo("threads --requests 20 --delay 50").args(&format!("--threads {threads}"));

        let ran = ran.run().succeeded();

        ran.answered_all(20);
        if cfg!(target_os = "linux") {
            assert_eq!(ran.figure("threads"), (threads + 1).to_string());
        }
    }
}

#[test]
fn the_server_serves_each_connection_of_its_client() {
    let ran = demo("server --connections 1000 --delay 500")
        .run()
        .succeeded();

    // One more looks whether it is there.
    assert!(ran.stdout.starts_with("1001 connections in "), "{ran:#?}");
    if cfg!(target_os = "linux") {
        assert_eq!(ran.figure("threads of the server"), "2");
    }
}

#[test]
fn a_bad_option_of_another_demo_is_one_clear_line() {
    for (arguments, needs) in [
        (
            "--requests 3 threads",
            "'threads' cannot be used with '--requests <N>'\n",
        ),
        ("threads --threads 0", "from 1 to 256\n"),
        (
            "server --requests 3",
            "unexpected argument '--requests' found\n",
        ),
        ("server --connections 0", "from 1 to 25000\n"),
        ("one-piece --alone", "unexpected argument '--alone' found\n"),
    ] {
        demo(arguments).run().refused(needs);
    }
}

#[test]
fn the_other_demos_print_ascii_without_escapes_and_nothing_if_quiet() {
    for arguments in ["one-piece --delay 1", "threads --delay 1"] {
        demo(arguments).run().succeeded().assert_plain();
        let ran = demo(arguments).args("--quiet").run().succeeded();
        assert_eq!(ran.stdout, "", "{ran:#?}");
    }
}

#[test]
fn help_names_every_option() {
    for arguments in ["one-piece --help", "threads --help"] {
        let ran = demo(arguments).run().succeeded();

        ran.names_common_options_but(&[]);
    }
}

#[test]
fn the_files_of_the_other_demos_have_their_lanes() {
    let server = server();
    let with = |arguments: &str| lanes_in_files(demo(arguments).server(server.address()));

    assert_eq!(with("one-piece --requests 3 --delay 1").len(), 3);
    assert_eq!(with("threads --requests 3 --delay 1").len(), 4);
}

#[test]
fn a_reader_that_leaves_ends_no_demo_by_a_panic_or_a_complaint() {
    for arguments in ["one-piece --delay 1", "threads --delay 1"] {
        left_by_its_reader(demo(arguments));
    }
}
