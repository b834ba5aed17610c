//! The demos as processes: each request comes to one end, and that is told, whatever the peer
//! does, the system runs out of, or the user types.
#![cfg(feature = "demo")]

#[path = "../../ch01-concurrency/tests/common/mod.rs"]
mod common;

use std::time::Duration;

use self::common::peer::{Fault, Peer};
use self::common::program::{Program, Ran};
use self::common::runs::{
    ends_with_its_children, lanes_in_files, left_by_its_reader, many_times, nowhere,
    prints_only_what_fails, server,
};

/// Long enough for everything but silence, also on a machine that does much else.
const TIMEOUT: Duration = Duration::from_secs(4);

/// How often a fact is to hold. Not more often: these demos take a whole processor each.
const TIMES: usize = 5;

fn demo(arguments: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_ch06-futures")).args(arguments)
}

/// A figure that is a whole number.
#[track_caller]
fn count(ran: &Ran, name: &str) -> u64 {
    ran.figure(name).parse().expect("it is a whole number")
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
fn a_thousand_requests_have_a_thousand_answers() {
    let ran = demo("--requests 1000 --delay 100").run().succeeded();

    ran.answered_all(1000);
    if cfg!(target_os = "linux") {
        assert_eq!(ran.figure("threads"), "1");
    }
}

#[test]
fn the_polls_are_counted() {
    let ran = demo("--requests 5 --delay 50").run().succeeded();

    let all = count(&ran, "polls of all together");
    let requests = count(&ran, "polls of requests");
    // Each is polled in each round until it is ready, and the last until the end.
    assert!(requests > all && requests <= 5 * all, "{ran:#?}");
    // It does not sleep.
    assert!(all > 100, "{ran:#?}");
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
    let peer = Peer::hostile(&Fault::AUDIBLE, 20);
    let ran = demo("--requests 20 --delay 0").server(peer.address());

    let ran = ran.run().failed();

    Fault::assert_told(&Fault::AUDIBLE, 20, TIMEOUT, &ran);
}

#[test]
fn leaf_answers_in_three_ways_and_only_one_of_them_sleeps() {
    let ran = demo("leaf --delay 100").run().succeeded();

    for way in ["a leaf", "a composition", "under tokio"] {
        assert!(
            ran.stdout.contains(&format!("{way}  answered \"{way}\"\n")),
            "{way}: {ran:#?}"
        );
    }
    assert!(count(&ran, "polls of the leaf") > 100, "{ran:#?}");
    assert!(count(&ran, "polls of the composition") > 100, "{ran:#?}");
    // To connect, to write, to read: each may have to wait once, and be woken for nothing now and then.
    assert!(count(&ran, "polls under tokio") < 20, "{ran:#?}");
}

#[test]
fn leaf_gives_up_a_silent_peer_in_each_way() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");

    let ran = demo("leaf --timeout 50").server(address).run().failed();

    for way in ["a leaf", "a composition", "under tokio"] {
        let told = format!("{way}  failed: no complete answer within 50 ms\n");
        assert!(ran.stdout.contains(&told), "{told}: {ran:#?}");
    }
    assert_eq!(ran.stderr, "error: 3 of 3 requests failed\n");
}

#[test]
fn combinators_give_what_they_say() {
    let ran = demo("combinators").run().succeeded();

    let gave = ran
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("gave "));
    let values: Vec<_> = gave
        .map(|line| line.split(" after ").next().unwrap())
        .collect();
    assert_eq!(
        values,
        [
            "'A'",
            "('a', 'b')",
            "('a', 'b')",
            "['a', 'b', 'c']",
            "Right(('b', the other future))",
        ],
        "{ran:#?}"
    );
}

#[test]
fn starve_shows_that_each_cure_lets_others_be_polled() {
    let ran = demo("starve --delay 300").run().succeeded();

    let pause = |plan: &str| -> u64 {
        let row = ran.stdout.lines().filter(|line| line.ends_with(" ms"));
        let mut cells = row.map(|line| line.split_whitespace().collect::<Vec<_>>());
        let row = cells.find(|cells| cells[0] == plan && cells.len() > 6);
        row.unwrap_or_else(|| panic!("no row of {plan}: {ran:#?}"))[3]
            .parse()
            .unwrap()
    };
    // A fourth of it is a machine's worst day.
    assert!(pause("starve") >= 75, "{ran:#?}");
    for plan in ["yield", "split", "thread"] {
        assert!(pause(plan) < pause("starve"), "{plan}: {ran:#?}");
    }
}

#[test]
fn a_bad_option_is_one_clear_line() {
    for (arguments, needs) in [
        ("--requests 0", "'0' for '--requests <N>': need a whole"),
        ("--requests x", "need a whole number from 1 to 100000\n"),
        ("--delay 99999999", "'99999999' for '--delay <MS>': need"),
        ("--timeout 0", "need a whole number from 1 to 3600000\n"),
        (
            "--server nonsense",
            "'nonsense' for '--server <ADDR>': need HOST:PORT",
        ),
        ("nonsense", "unrecognized subcommand 'nonsense'\n"),
        ("--nonsense", "unexpected argument '--nonsense' found\n"),
        (
            "--requests 3 leaf",
            "'leaf' cannot be used with '--requests <N>'\n",
        ),
        (
            "starve --requests 3",
            "unexpected argument '--requests' found\n",
        ),
        (
            "combinators --delay 3",
            "unexpected argument '--delay' found\n",
        ),
    ] {
        demo(arguments).run().refused(needs);
    }
}

#[test]
fn a_server_or_a_file_that_is_not_to_be_had_is_one_line() {
    let (nowhere, server) = (nowhere(), server());

    for name in ["fetch", "leaf", "starve"] {
        let unreachable = demo(name).server(nowhere).run();
        let line = format!("error: server {nowhere} cannot be reached: ");
        unreachable.failed_at_once(&line);
    }
    for option in ["--svg", "--html", "--trace"] {
        for name in ["fetch", "leaf", "starve"] {
            let file = demo(name).arg(option).arg("/no/such/dir/x");
            let ran = file.server(server.address()).run();
            ran.failed_at_once("error: cannot write /no/such/dir/x: ");
        }
        let ran = demo("combinators").arg(option).arg("/no/such/dir/x").run();
        ran.failed_at_once("error: cannot write /no/such/dir/x: ");
    }
}

#[test]
fn help_names_every_option() {
    for arguments in ["--help", "fetch --help"] {
        let ran = demo(arguments).run().succeeded();

        ran.names_common_options_but(&[]);
    }
    for arguments in ["leaf --help", "starve --help"] {
        let ran = demo(arguments).run().succeeded();

        ran.names_common_options_but(&["--requests <N>"]);
    }
    let combinators = demo("combinators --help").run().succeeded();
    combinators.names_common_options_but(&[
        "--requests <N>",
        "--delay <MS>",
        "--timeout <MS>",
        "--server <ADDR>",
    ]);
}

#[test]
fn quiet_prints_nothing_but_what_fails() {
    prints_only_what_fails(|| demo(""), &server());
    for arguments in ["leaf --delay 1", "starve --delay 1", "combinators"] {
        let ran = demo(arguments).args("--quiet").run().succeeded();
        assert_eq!(ran.stdout, "", "{ran:#?}");
    }
}

#[test]
fn without_a_terminal_the_output_is_ascii_without_escapes() {
    let peer = Peer::hostile_in_turn(&Fault::AUDIBLE);
    for arguments in ["", "--plain"] {
        let ran = demo(arguments).args("--requests 20 --delay 0");

        ran.server(peer.address()).run().failed().assert_plain();
    }
    for arguments in ["leaf --delay 1", "starve --delay 1", "combinators"] {
        demo(arguments).run().succeeded().assert_plain();
    }
}

#[test]
fn the_files_have_a_lane_for_the_thread_and_one_for_each_request() {
    let server = server();
    let program = demo("--requests 20 --delay 20").server(server.address());

    let lanes = lanes_in_files(program);

    let requests = (1..=20).map(|number| format!("request-{number}"));
    let expected = ["the thread".to_owned()].into_iter().chain(requests);
    assert_eq!(lanes, expected.collect::<Vec<_>>());
}

#[test]
fn the_files_of_the_other_demos_have_their_lanes() {
    let leaf = lanes_in_files(demo("leaf --delay 1"));
    assert_eq!(
        leaf,
        ["the thread", "a leaf", "a composition", "under tokio"]
    );
    let starve = lanes_in_files(demo("starve --delay 1"));
    assert_eq!(starve.len(), 16, "{starve:?}");
    let combinators = lanes_in_files(demo("combinators"));
    assert_eq!(combinators.len(), 10, "{combinators:?}");
}

#[test]
fn a_reader_that_leaves_ends_no_demo_by_a_panic_or_a_complaint() {
    let server = server();
    let program = demo("--requests 20 --delay 20").server(server.address());

    let ran = left_by_its_reader(program).failed();

    assert!(ran.stdout.contains(" requests to "), "{ran:#?}");
    for arguments in ["leaf --delay 1", "starve --delay 1", "combinators"] {
        left_by_its_reader(demo(arguments));
    }
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

    #[test]
    fn requests_that_find_no_descriptor_fail_and_all_others_are_answered() {
        goes_on_without_descriptors(env!("CARGO_BIN_EXE_ch06-futures"), "");
    }

    #[test]
    fn a_limit_on_descriptors_that_may_be_raised_is_raised() {
        let executable = env!("CARGO_BIN_EXE_ch06-futures");
        let program = Program::limited("ulimit -S -n 64", executable);

        let ran = program.args("--requests 200 --delay 200").run();

        ran.succeeded().answered_all(200);
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
    #[cfg_attr(
        target_arch = "aarch64",
        ignore = "a program that an emulator runs cannot start itself as its server"
    )]
    fn a_demo_that_is_stopped_and_continued_gives_the_same_answers() {
        use crate::common::runs::run_stopped_and_continued;

        let server = server();
        let program = || demo("--requests 20 --delay 400");
        for program in [program(), program().server(server.address())] {
            run_stopped_and_continued(program).answered_all(20);
        }
    }
}
