//! The demos as processes: each request comes to one end, and that is told, whatever the peer
//! does, the system runs out of, or the user types.
#![cfg(feature = "demo")]

#[path = "../../ch01-concurrency/tests/common/by_default.rs"]
mod by_default;
#[path = "../../ch01-concurrency/tests/common/mod.rs"]
mod common;
#[path = "../../ch01-concurrency/tests/common/fetching.rs"]
mod fetching;

use std::net::TcpListener;

use self::common::program::{Program, Ran};
use self::common::runs::{lanes_in_files, left_by_its_reader, nowhere, server};

/// How often a fact is to hold. Not more often: these demos take a whole processor each.
const TIMES: usize = 5;

const EXECUTABLE: &str = env!("CARGO_BIN_EXE_ch06-futures");

const LANES: &[&str] = &["the thread"];

fn demo(arguments: &str) -> Program {
    Program::new(EXECUTABLE).args(arguments)
}

/// A figure that is a whole number.
#[track_caller]
fn count(ran: &Ran, name: &str) -> u64 {
    ran.figure(name).parse().expect("it is a whole number")
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
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
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

    // The last table, whose second column is the polls of requests while there was a sum to compute.
    let (_, table) = ran.stdout.split_once("polls meanwhile").unwrap();
    let polls = |plan: &str| -> u64 {
        let mut rows = table.lines().map(|line| line.split_whitespace());
        let row = rows.find_map(|mut cells| (cells.next() == Some(plan)).then(|| cells.next()));
        row.flatten().and_then(|cell| cell.parse().ok()).unwrap()
    };
    assert_eq!(polls("starve"), 3, "{ran:#?}");
    for plan in ["yield", "split", "thread"] {
        assert!(polls(plan) > 3, "{plan}: {ran:#?}");
    }
}

#[test]
fn a_bad_option_of_another_demo_is_one_clear_line() {
    for (arguments, needs) in [
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
fn the_other_demos_print_ascii_without_escapes_and_nothing_if_quiet() {
    for arguments in ["leaf --delay 1", "starve --delay 1", "combinators"] {
        demo(arguments).run().succeeded().assert_plain();
        let ran = demo(arguments).args("--quiet").run().succeeded();
        assert_eq!(ran.stdout, "", "{ran:#?}");
    }
}

#[test]
fn a_server_or_a_file_that_is_not_to_be_had_is_one_line() {
    let (nowhere, server) = (nowhere(), server());

    for name in ["leaf", "starve"] {
        let unreachable = demo(name).server(nowhere).run();
        let line = format!("error: server {nowhere} cannot be reached: ");
        unreachable.failed_at_once(&line);
    }
    for option in ["--svg", "--html", "--trace"] {
        for name in ["leaf", "starve"] {
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
    for arguments in ["leaf --delay 1", "starve --delay 1", "combinators"] {
        left_by_its_reader(demo(arguments));
    }
}
