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
    30
};

fn demo(arguments: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_ch05-fibers")).args(arguments)
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
fn ten_thousand_fibers_have_ten_thousand_answers() {
    let ran = demo("--requests 10000 --delay 500").run().succeeded();

    ran.answered_all(10_000);
    assert_eq!(ran.figure("fibers at once"), "10000");
    if cfg!(target_os = "linux") {
        assert_eq!(ran.figure("threads"), "1");
    }
}

#[test]
fn a_fiber_has_a_turn_to_begin_and_one_for_each_wake_up() {
    let server = server();
    // So few that no fiber yields for having had to wait for nothing.
    let ran = demo("--requests 10 --delay 20").server(server.address());

    let ran = ran.run().succeeded();

    let figure = |name| ran.figure(name).parse::<u64>().unwrap();
    assert_eq!(figure("turns"), 10 + figure("wake-ups"), "{ran:#?}");
    assert!(figure("wake-ups") >= 10, "{ran:#?}");
    assert!(figure("asked the queue") >= 1, "{ran:#?}");
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
#[cfg(not(windows))]
fn stack_swap_shows_that_the_other_side_runs_on_its_own_stack() {
    let ran = demo("stack-swap").run().succeeded();

    let addresses = |line: &str| -> Vec<u64> {
        let words = line
            .split([' ', ','])
            .filter_map(|word| word.strip_prefix("0x"));
        words
            .map(|digits| u64::from_str_radix(digits, 16).unwrap())
            .collect()
    };
    let all: Vec<u64> = ran.stdout.lines().flat_map(addresses).collect();
    let [thread, bottom, top, others @ ..] = &all[..] else {
        panic!("{ran:#?}")
    };
    assert!(!(bottom..top).contains(&thread), "{ran:#?}");
    assert!(
        others.iter().all(|other| (bottom..top).contains(&other)),
        "{ran:#?}"
    );
    assert_eq!(others.len(), 3, "{ran:#?}");
}

#[test]
#[cfg(not(windows))]
fn show_stack_names_each_word_up_to_the_top() {
    let ran = demo("show-stack").run().succeeded();

    let words: Vec<_> = ran
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("        0x")?.split_once("  0x"))
        .map(|(place, word)| (u64::from_str_radix(place, 16).unwrap(), word))
        .collect();
    assert!(words.len() >= 8, "{ran:#?}");
    assert!(
        words.is_sorted_by(|above, below| above.0 == below.0 + 8),
        "{ran:#?}"
    );
    let of = |about: &str| {
        let found = words.iter().find(|(_, word)| word.contains(about));
        found.map(|(_, word)| word.split(' ').next().unwrap().trim_start_matches('0'))
    };
    let said = format!(
        "main is at 0x{}, its argument at 0x{}\n",
        of(": main").expect("main is there"),
        of("the argument of main").expect("its argument is there"),
    );
    assert!(ran.stdout.ends_with(&said), "{said} {ran:#?}");
}

#[test]
fn generator_shows_who_speaks_in_turn() {
    let ran = demo("generator").run().succeeded();

    // What is on the fiber's side stands further to the right.
    let side = |line: &str| match line.find(|c| c != ' ') {
        Some(2) => "caller",
        Some(3..) => "fiber",
        _ => "",
    };
    let (averages, walk) = ran.stdout.split_once("\nA walk").unwrap();
    let sides: Vec<_> = averages.lines().map(side).collect();
    let turns: Vec<_> = sides.chunk_by(|a, b| a == b).map(|turn| turn[0]).collect();
    // Text, the names of both sides, and three turns of each.
    let begin = ["", "caller", ""];
    let expected = [&begin[..], &["caller", "fiber"].repeat(3), &["caller"]];
    assert_eq!(turns, expected.concat(), "{ran:#?}");
    for average in [2, 3, 5] {
        let said = format!("suspend({average})\n  gets {average}\n");
        assert!(averages.contains(&said), "{ran:#?}");
    }
    // Left in the middle, it is unwound from the inside out.
    let end: Vec<_> = walk.lines().map(str::trim).rev().take(3).collect();
    assert_eq!(end, ["leaves src", "leaves stack", "drops the fiber"]);
}

#[test]
#[cfg_attr(
    target_arch = "aarch64",
    ignore = "a program that an emulator runs cannot start itself to be ended"
)]
#[cfg(unix)]
fn overflow_shows_how_the_child_has_named_the_fiber_and_ended() {
    let ran = demo("overflow").run().succeeded();

    let child: Vec<_> = ran
        .stdout
        .lines()
        .filter(|line| line.starts_with("  |"))
        .collect();
    let named = child
        .iter()
        .position(|line| line.starts_with("  | fiber `second`, made at "));
    let named = named.unwrap_or_else(|| panic!("nobody is named: {ran:#?}"));
    assert!(
        child[named].ends_with(" has overflowed its stack of 65536 bytes"),
        "{ran:#?}"
    );
    assert!(
        child[named + 1].contains("`Builder::stack_size`"),
        "{ran:#?}"
    );
    assert_eq!(child.len(), named + 2, "something went on: {ran:#?}");
    assert!(
        ran.stdout
            .contains("\nIt has ended by signal: 6 (SIGABRT).\n"),
        "{ran:#?}"
    );
}

#[test]
fn million_makes_as_many_fibers_as_it_is_told() {
    // As many as even guards allow that are mappings.
    let ran = demo("million --fibers 20000").run().succeeded();

    let first = "20000 fibers at once, on stacks of 64 KiB\n\n";
    assert!(ran.stdout.starts_with(first), "{ran:#?}");
    if cfg!(target_os = "linux") {
        let bytes = |name| -> u64 {
            let figure = ran.figure(name).strip_suffix(" bytes");
            figure.unwrap().parse().unwrap()
        };
        // A page of the stack, and not two.
        let resident = bytes("resident, a fiber");
        assert!((4096..8192).contains(&resident), "{ran:#?}");
        assert!(
            (100..300).contains(&bytes("page tables, a fiber")),
            "{ran:#?}"
        );
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
            "--requests 3 million",
            "'million' cannot be used with '--requests <N>'\n",
        ),
        ("million --fibers 0", "'0' for '--fibers <N>': need a whole"),
        ("million --fibers 10000001", "from 1 to 10000000\n"),
        (
            "generator --requests 3",
            "unexpected argument '--requests' found\n",
        ),
        ("overflow 3", "unexpected argument '3' found\n"),
    ] {
        demo(arguments).run().refused(needs);
    }
}

#[test]
fn a_server_or_a_file_that_is_not_to_be_had_is_one_line() {
    let (nowhere, server) = (nowhere(), server());

    let unreachable = demo("").server(nowhere).run();
    let line = format!("error: server {nowhere} cannot be reached: ");
    unreachable.failed_at_once(&line);

    for option in ["--svg", "--html", "--trace"] {
        let file = demo(option).arg("/no/such/dir/x").server(server.address());
        file.run()
            .failed_at_once("error: cannot write /no/such/dir/x: ");
    }
}

#[test]
fn help_names_every_option() {
    for arguments in ["--help", "fetch --help"] {
        let ran = demo(arguments).run().succeeded();

        ran.names_common_options_but(&[]);
    }
    let million = demo("million --help").run().succeeded();
    assert!(million.stdout.contains("--fibers <N>"), "{million:#?}");
    demo("stack-swap --help").run().succeeded();
    demo("show-stack --help").run().succeeded();
    demo("generator --help").run().succeeded();
    demo("overflow --help").run().succeeded();
}

#[test]
fn quiet_prints_nothing_but_what_fails() {
    prints_only_what_fails(|| demo(""), &server());
}

#[test]
fn without_a_terminal_the_output_is_ascii_without_escapes() {
    let peer = Peer::hostile_in_turn(&Fault::AUDIBLE);
    for arguments in ["", "--plain"] {
        let ran = demo(arguments).args("--requests 20 --delay 0");

        ran.server(peer.address()).run().failed().assert_plain();
    }
    for arguments in ["generator", "overflow", "million --fibers 1000"] {
        demo(arguments).run().succeeded().assert_plain();
    }
}

#[test]
fn the_files_have_a_lane_for_the_thread_and_one_for_each_fiber() {
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
    let program = demo("--requests 20 --delay 20").server(server.address());

    let ran = left_by_its_reader(program).failed();

    assert!(ran.stdout.contains(" requests to "), "{ran:#?}");
    for arguments in ["generator", "overflow", "million --fibers 1000"] {
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
        goes_on_without_descriptors(env!("CARGO_BIN_EXE_ch05-fibers"), "");
    }

    #[test]
    fn a_limit_on_descriptors_that_may_be_raised_is_raised() {
        let executable = env!("CARGO_BIN_EXE_ch05-fibers");
        let program = Program::limited("ulimit -S -n 64", executable);

        let ran = program.args("--requests 200 --delay 200").run();

        ran.succeeded().answered_all(200);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn million_says_that_there_is_no_memory_in_one_line() {
        let executable = env!("CARGO_BIN_EXE_ch05-fibers");
        // In KiB of addresses: stacks for some thousands.
        let program = Program::limited("ulimit -v 1000000", executable);

        let ran = program.args("million --fibers 100000").run().failed();

        let (first, second) = ("error: no room for fiber ", " of 100000: ");
        assert!(ran.stderr.starts_with(first), "{ran:#?}");
        assert!(ran.stderr.contains(second), "{ran:#?}");
        assert_eq!(ran.stderr.lines().count(), 1, "{ran:#?}");
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
