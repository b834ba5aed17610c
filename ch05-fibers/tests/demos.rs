//! The demos as processes: each request comes to one end, and that is told, whatever the peer
//! does, the system runs out of, or the user types.
#![cfg(feature = "demo")]

#[path = "../../ch01-concurrency/tests/common/by_default.rs"]
mod by_default;
#[path = "../../ch01-concurrency/tests/common/mod.rs"]
mod common;
#[path = "../../ch01-concurrency/tests/common/fetching.rs"]
mod fetching;

use self::common::program::Program;
use self::common::runs::{left_by_its_reader, server};

/// How often a fact is to hold. Fewer times where an emulator may be at work.
const TIMES: usize = if cfg!(any(target_arch = "aarch64", windows)) {
    5
} else {
    30
};

const EXECUTABLE: &str = env!("CARGO_BIN_EXE_ch05-fibers");

const LANES: &[&str] = &["the thread"];

fn demo(arguments: &str) -> Program {
    Program::new(EXECUTABLE).args(arguments)
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
fn the_other_demos_print_ascii_without_escapes() {
    for arguments in ["generator", "overflow", "million --fibers 1000"] {
        demo(arguments).run().succeeded().assert_plain();
    }
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
fn a_bad_option_of_another_demo_is_one_clear_line() {
    for (arguments, needs) in [
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
fn help_names_every_option() {
    let million = demo("million --help").run().succeeded();
    assert!(million.stdout.contains("--fibers <N>"), "{million:#?}");
    demo("stack-swap --help").run().succeeded();
    demo("show-stack --help").run().succeeded();
    demo("generator --help").run().succeeded();
    demo("overflow --help").run().succeeded();
}

#[test]
fn a_reader_that_leaves_ends_no_demo_by_a_panic_or_a_complaint() {
    for arguments in ["generator", "overflow", "million --fibers 1000"] {
        left_by_its_reader(demo(arguments));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn million_says_that_there_is_no_memory_in_one_line() {
    // In KiB of addresses: stacks for some thousands.
    let program = Program::limited("ulimit -v 1000000", EXECUTABLE);

    let ran = program.args("million --fibers 100000").run().failed();

    let (first, second) = ("error: no room for fiber ", " of 100000: ");
    assert!(ran.stderr.starts_with(first), "{ran:#?}");
    assert!(ran.stderr.contains(second), "{ran:#?}");
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:#?}");
}
