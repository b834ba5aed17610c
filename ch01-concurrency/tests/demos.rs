//! The demos as processes: each request comes to one end, and that is told, whatever the peer
//! does, the system runs out of, or the user types.
#![cfg(feature = "demo")]

mod common;

use std::time::Duration;

use self::common::peer::{Fault, Peer};
use self::common::program::Program;
use self::common::runs::{
    ends_with_its_children, lanes_in_files, left_by_its_reader, many_times, nowhere,
    prints_only_what_fails, server,
};

/// Long enough for everything but silence, also on a machine that does much else.
const TIMEOUT: Duration = Duration::from_secs(5);

/// How often at once a fact is to hold. Fewer times where an emulator may be at work.
const TIMES: usize = if cfg!(any(target_arch = "aarch64", windows)) {
    1
} else {
    5
};

/// The models that have all requests under way at once.
const AT_ONCE: [&str; 3] = ["threads", "callbacks", "promises"];
const MODELS: [&str; 4] = ["sequential", "threads", "callbacks", "promises"];

fn demo(arguments: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_ch01-concurrency")).args(arguments)
}

#[test]
fn every_model_reports_every_answer_once() {
    let server = server();
    for model in MODELS {
        many_times(TIMES, || {
            let program = demo(model).args("--requests 20 --delay 20");

            let ran = program.server(server.address()).run();

            ran.succeeded().answered_all(20);
        });
    }
}

#[test]
fn every_model_tells_what_a_peer_does_and_completes_the_others() {
    for model in AT_ONCE {
        many_times(TIMES, || {
            let peer = Peer::hostile(&Fault::ALL, 20);
            let program = demo(model).args("--requests 20 --delay 0 --timeout 5000");

            let ran = program.server(peer.address()).run().failed();

            Fault::assert_told(&Fault::ALL, 20, TIMEOUT, &ran);
        });
    }
    let peer = Peer::hostile_in_turn(&Fault::ALL);
    let program = demo("sequential --requests 20 --delay 0 --timeout 2000");

    let ran = program.server(peer.address()).run().failed();

    Fault::assert_told(&Fault::ALL, 20, Duration::from_secs(2), &ran);
}

#[test]
fn without_a_time_out_no_model_waits_for_a_peer_that_says_something() {
    for model in MODELS {
        many_times(TIMES, || {
            let peer = match model {
                "sequential" => Peer::hostile_in_turn(&Fault::AUDIBLE),
                _ => Peer::hostile(&Fault::AUDIBLE, 20),
            };
            let program = demo(model).args("--requests 20 --delay 0");

            let ran = program.server(peer.address()).run().failed();

            Fault::assert_told(&Fault::AUDIBLE, 20, TIMEOUT, &ran);
        });
    }
}

#[test]
#[cfg_attr(
    target_arch = "aarch64",
    ignore = "a program that an emulator runs cannot start itself for each model"
)]
fn compare_has_a_row_for_each_model() {
    let ran = demo("--requests 20 --delay 20").run().succeeded();

    let (_, table) = ran.stdout.rsplit_once("\n\n").unwrap();
    let rows: Vec<_> = table.lines().skip(1).take(4).map(row).collect();
    let names: Vec<_> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(names, MODELS, "{ran:#?}");
    for row in &rows {
        // 20 ms, 19 ms, and so on.
        assert_eq!(row[3..5], ["210", "ms"], "{ran:#?}");
    }
    let wall: u64 = rows[0][1].parse().unwrap();
    assert!(wall >= 210, "{ran:#?}");
    assert!(
        cfg!(not(target_os = "linux")) || !table.contains("unknown"),
        "{ran:#?}"
    );
}

fn row(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

#[test]
#[cfg_attr(
    target_arch = "aarch64",
    ignore = "a program that an emulator runs cannot start itself for each model"
)]
fn compare_names_what_fails_by_model() {
    let peer = Peer::hostile_in_turn(&Fault::AUDIBLE);
    let program = demo("--requests 20 --delay 0").server(peer.address());

    let ran = program.run().failed();

    for model in MODELS {
        for number in 1..=20 {
            let named = format!("{model}: request-{number} failed: ");
            let times = ran.stderr.lines().filter(|line| line.starts_with(&named));
            let fails = Fault::of(&Fault::AUDIBLE, number).fails();
            assert_eq!(times.count(), usize::from(fails), "{named}: {ran:#?}");
        }
    }
}

#[test]
fn sequential_takes_the_sum_of_the_delays_on_one_thread() {
    let server = server();
    let program = demo("sequential --requests 10 --delay 20").server(server.address());

    let ran = program.run().succeeded();

    assert_eq!(ran.figure("sum of the delays"), "110 ms");
    let wall = ran.figure("wall time").strip_suffix(" ms").unwrap();
    assert!(wall.parse::<u64>().unwrap() >= 110, "{ran:#?}");
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        assert_eq!(ran.figure("threads"), "1");
    }
}

#[test]
fn parallel_has_a_row_for_each_plan() {
    let server = server();
    let ran = demo("parallel --delay 30").server(server.address());

    let ran = ran.run().succeeded();

    let (_, table) = ran.stdout.rsplit_once("\n\n").unwrap();
    let plan = |line: &str| -> (String, String) {
        let (title, rest) = line.split_at(26);
        (title.trim().to_owned(), row(rest)[0].to_owned())
    };
    let plans: Vec<_> = table.lines().skip(1).map(plan).collect();
    let expected = [
        ("fetch, then compute", "1"),
        ("ask, compute, then read", "1"),
        ("fetch and compute", "2"),
        ("compute, then compute", "1"),
        ("compute and compute", "2"),
    ];
    let expected = expected.map(|(title, threads)| (title.to_owned(), threads.to_owned()));
    assert_eq!(plans, expected, "{ran:#?}");
}

#[test]
fn parallel_does_not_wait_for_ever_where_a_time_out_is_given() {
    let peer = Peer::hostile_in_turn(&[Fault::Silent]);
    let program = demo("parallel --delay 10 --timeout 200").server(peer.address());

    let ran = program.run().failed();

    let late = |title: &str| format!("{title} failed: no complete answer within 200 ms\n");
    let late = [
        "fetch, then compute",
        "ask, compute, then read",
        "fetch and compute",
    ]
    .map(late);
    let expected = late.concat() + "error: 3 of 5 requests failed\n";
    assert_eq!(ran.stderr, expected);
}

#[test]
fn syscall_writes_at_each_level_and_shows_each_error_there() {
    let ran = demo("syscall").run().succeeded();

    let row = |target: &str, level: &str| {
        let start = format!("{target:18}  {level:4}  ");
        let found = ran
            .stdout
            .lines()
            .find_map(|line| line.strip_prefix(&start));
        found.unwrap_or_else(|| panic!("no {target} at {level}: {ran:#?}"))
    };
    assert!(
        ran.stdout
            .contains("This line was written at the std level.\n"),
        "{ran:#?}"
    );
    assert_eq!(row("standard output", "std"), "the line above");
    assert_ne!(row("opened for reading", "std"), "took 1");
    if cfg!(all(
        target_os = "linux",
        any(target_arch = "x86_64", target_arch = "aarch64")
    )) {
        for level in ["raw", "libc", "std"] {
            let line = format!("This line was written at the {level} level.\n");
            assert_eq!(ran.stdout.matches(&line).count(), 1, "{ran:#?}");
            let full = "No space left on device (os error 28)";
            assert_eq!(row("/dev/full", level), full);
            let bad = "Bad file descriptor (os error 9)";
            assert_eq!(row("opened for reading", level), bad);
        }
        assert_eq!(row("closed", "raw"), "Bad file descriptor (os error 9)");
        assert_eq!(row("closed", "libc"), "Bad file descriptor (os error 9)");
    }
}

#[test]
#[cfg_attr(
    target_arch = "aarch64",
    ignore = "a program that an emulator runs cannot start itself to be ended"
)]
#[cfg_attr(
    not(any(target_arch = "aarch64", target_arch = "x86_64")),
    ignore = "there is no assembly for this processor"
)]
fn pointer_reads_a_good_one_and_tells_the_fate_of_two_wild_ones() {
    let ran = demo("pointer").run().succeeded();

    assert!(
        ran.stdout.starts_with("The value 42 is at address 0x"),
        "{ran:#?}"
    );
    assert!(ran.stdout.contains("` reads there: 42.\n"), "{ran:#?}");
    let fates: Vec<_> = ran.stdout.split("\nA child process reads at ").collect();
    assert_eq!(fates.len(), 3, "{ran:#?}");
    assert!(fates[1].starts_with("0x8:\n"), "{ran:#?}");
    for fate in &fates[1..] {
        assert!(fate.contains("\nchild: "), "{ran:#?}");
        assert!(
            !cfg!(target_os = "linux") || fate.contains("SIGSEGV"),
            "{ran:#?}"
        );
    }
}

#[test]
fn a_bad_option_is_one_clear_line() {
    for (arguments, needs) in [
        ("--requests 0", "'0' for '--requests <N>': need a whole"),
        ("--requests x", "need a whole number from 1 to 100000\n"),
        (
            "threads --delay 99999999",
            "'99999999' for '--delay <MS>': need",
        ),
        (
            "parallel --delay=-1",
            "need a whole number from 0 to 60000\n",
        ),
        (
            "--server nonsense",
            "'nonsense' for '--server <ADDR>': need HOST:PORT",
        ),
        ("nonsense", "unrecognized subcommand 'nonsense'\n"),
        (
            "--requests 3 threads",
            "'threads' cannot be used with '--requests <N>'\n",
        ),
        ("serve --port 65536", "'65536' for '--port <PORT>'"),
        ("serve --host nonsense", "'nonsense' for '--host <HOST>'"),
        (
            "serve --connections 0",
            "need a whole number from 1 to 4294967295\n",
        ),
    ] {
        demo(arguments).run().refused(needs);
    }
}

#[test]
fn a_server_or_a_file_that_is_not_to_be_had_is_one_line() {
    let (nowhere, server) = (nowhere(), server());
    for demo_name in ["compare", "sequential", "parallel"] {
        let unreachable = demo(demo_name).server(nowhere).run();
        let file = demo(demo_name).args("--svg /no/such/dir/x.svg");
        let file = file.server(server.address()).run();

        let line = format!("error: server {nowhere} cannot be reached: ");
        unreachable.failed_at_once(&line);
        file.failed_at_once("error: cannot write /no/such/dir/x.svg: ");
    }
}

#[test]
fn an_address_that_is_taken_is_one_line() {
    let server = server();
    let port = server.address().port().to_string();

    let ran = demo("serve --port").arg(&port).run().failed();

    let line = format!("error: cannot listen at 127.0.0.1:{port}: ");
    assert!(ran.stderr.starts_with(&line), "{ran:#?}");
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:#?}");
}

#[test]
fn help_names_every_common_option() {
    let all = ["", "compare"].into_iter().chain(MODELS);
    for demo_name in all {
        let ran = demo(demo_name).arg("--help").run().succeeded();
        ran.names_common_options_but(&[]);
    }
    // There is one request in this demo.
    let ran = demo("parallel --help").run().succeeded();
    ran.names_common_options_but(&["--requests <N>"]);
    for arguments in ["syscall --help", "pointer --help", "serve --help"] {
        demo(arguments).run().succeeded();
    }
}

#[test]
fn quiet_prints_nothing_but_what_fails() {
    let good = server();
    for model in AT_ONCE {
        prints_only_what_fails(|| demo(model), &good);
    }
    let parallel = demo("parallel --quiet --delay 1").server(good.address());
    assert_eq!(parallel.run().succeeded().stdout, "");
}

#[test]
fn the_files_have_every_lane() {
    let server = server();
    let lanes = |arguments| lanes_in_files(demo(arguments).server(server.address()));

    let threads = lanes("threads --requests 20 --delay 20");
    let parallel = lanes("parallel --delay 5");

    let requests = (1..=20).map(|number| format!("request-{number}"));
    assert_eq!(threads, requests.collect::<Vec<_>>());
    assert_eq!(parallel.len(), 10, "{parallel:?}");
}

#[test]
fn a_reader_that_leaves_ends_no_demo_by_a_panic_or_a_complaint() {
    let server = server();
    for arguments in ["sequential", "threads", "callbacks", "promises", "parallel"] {
        // So long that the reader has left before there is more to print.
        let program = demo(arguments)
            .args("--delay 1000")
            .server(server.address());

        left_by_its_reader(program).failed();
    }
    left_by_its_reader(demo("syscall"));
}

#[test]
fn with_nobody_to_complain_to_a_demo_ends_by_itself() {
    let peer = Peer::hostile(&Fault::AUDIBLE, 20);
    let program = demo("threads --quiet --requests 20 --delay 0").server(peer.address());

    let status = program.run_unheard();

    assert_eq!(status.code(), Some(1));
}

#[test]
#[cfg_attr(
    target_arch = "aarch64",
    ignore = "a program that an emulator runs cannot start itself as its server"
)]
fn the_children_of_a_demo_end_with_it_however_that_ends() {
    for arguments in ["compare", "threads"] {
        ends_with_its_children(|| demo(arguments));
    }
}

#[test]
fn without_a_terminal_the_output_is_ascii_without_escapes() {
    let peer = Peer::hostile(&Fault::AUDIBLE, 20);
    let server = server();
    for arguments in ["", "--plain"] {
        let threads = demo("threads --requests 20 --delay 0").args(arguments);
        let parallel = demo("parallel --delay 5").args(arguments);

        threads.server(peer.address()).run().failed().assert_plain();
        let parallel = parallel.server(server.address()).run();
        parallel.succeeded().assert_plain();
    }
}

#[cfg(unix)]
mod unix {
    use super::*;
    use crate::common::runs::{
        goes_on_without_descriptors, is_plain_on_terminal, width_on_terminal,
    };

    #[test]
    fn requests_that_find_no_descriptor_fail_and_all_others_are_answered() {
        for model in AT_ONCE {
            goes_on_without_descriptors(env!("CARGO_BIN_EXE_ch01-concurrency"), model);
        }
    }

    #[test]
    fn on_a_terminal_there_is_colour_and_the_width_is_kept() {
        let server = server();
        for columns in [40, 133] {
            for arguments in ["threads --requests 20 --delay 20", "parallel --delay 10"] {
                let program = demo(arguments).server(server.address());

                let width = width_on_terminal(program, columns);

                assert!(width >= usize::from(columns) * 3 / 4, "{width}");
            }
        }
    }

    #[test]
    fn on_a_terminal_without_colour_the_output_is_ascii_without_escapes() {
        is_plain_on_terminal(|| demo("threads"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_demo_that_is_stopped_and_continued_gives_the_same_answers() {
        use crate::common::runs::run_stopped_and_continued;

        let server = server();
        for model in AT_ONCE {
            let program = demo(model).args("--requests 20 --delay 400");

            let ran = run_stopped_and_continued(program.server(server.address()));

            ran.answered_all(20);
        }
    }
}
