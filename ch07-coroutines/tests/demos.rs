//! The demos as processes: each request comes to one end, and that is told, whatever the peer
//! does, the system runs out of, or the user types.
#![cfg(feature = "demo")]

#[path = "../../ch01-concurrency/tests/common/mod.rs"]
mod common;
#[path = "../../ch01-concurrency/tests/common/fetching.rs"]
mod fetching;

use std::{env, fs, process};

use self::common::peer::{Fault, Peer};
use self::common::program::Program;
use self::common::runs::{lanes_in_files, left_by_its_reader, nowhere, server};
use self::fetching::TIMEOUT;

/// How often a fact is to hold. Not more often: these demos take a whole processor each.
const TIMES: usize = 5;

const EXECUTABLE: &str = env!("CARGO_BIN_EXE_ch07-coroutines");

const LANES: &[&str] = &["the thread"];

fn demo(arguments: &str) -> Program {
    Program::new(EXECUTABLE).args(arguments)
}

/// The demos whose number of requests is given, and that.
const OTHERS: [(&str, usize); 3] = [("examples", 10), ("by-hand", 5), ("async", 5)];

#[test]
fn without_a_command_there_are_the_examples() {
    let ran = demo("--delay 30").run().succeeded();
    ran.answered_all(10);
}

#[test]
fn one_coroutine_makes_one_request_after_the_other() {
    let ran = demo("examples --delay 30").run().succeeded();

    let answers = ran.stdout.lines().filter_map(|line| {
        let (name, _) = line.split_once(" ms  ")?.1.split_once("  answered ")?;
        Some(name.to_owned())
    });
    let first: Vec<_> = answers.take(5).collect();
    let expected = (1..=5).map(|number| format!("request-{number}"));
    assert_eq!(first, expected.collect::<Vec<_>>(), "{ran:#?}");
}

#[test]
fn whatever_a_peer_does_to_one_request_its_coroutine_makes_the_others() {
    for (name, requests) in OTHERS {
        let peer = Peer::hostile_in_turn(&Fault::AUDIBLE);
        let ran = demo(name).args("--delay 0").server(peer.address());

        let ran = ran.run().failed();

        Fault::assert_told(&Fault::AUDIBLE, requests, TIMEOUT, &ran);
    }
}

#[test]
fn a_coroutine_is_smaller_than_the_smallest_stack() {
    let ran = demo("fetch --delay 0").run().succeeded();

    let bytes: usize = ran.figure("bytes of a coroutine").parse().unwrap();
    assert!((1..4096).contains(&bytes), "{ran:#?}");
}

#[test]
fn expand_shows_the_source_the_machine_and_the_states() {
    let ran = demo("expand").run().succeeded();

    for shown in [
        "read_response(stream).wait?.success()?.text()",
        "enum State<Ask, Lane, Connect, WriteAll, ReadResponse> {",
        "WriteAll        waits   holds lane",
    ] {
        assert!(ran.stdout.contains(shown), "{shown}: {ran:#?}");
    }
}

#[test]
fn expand_writes_a_drawing_and_a_page() {
    let directory = env::temp_dir().join(format!("expand-{}", process::id()));
    fs::create_dir_all(&directory).expect("there is a place for files");
    let [svg, html] = ["graph.svg", "page.html"].map(|name| directory.join(name));

    let ran = demo("expand --svg").arg(&svg).args("--html").arg(&html);
    ran.run().succeeded();

    let [svg, html] = [svg, html].map(|file| fs::read_to_string(file).expect("it was written"));
    fs::remove_dir_all(&directory).expect("they are this test's own");
    let svg = roxmltree::Document::parse(&svg).expect("an SVG is XML");
    let texts: Vec<_> = svg.descendants().filter_map(|node| node.text()).collect();
    for shown in ["exchange", "Connect", "ReadResponse"] {
        assert!(texts.contains(&shown), "{shown}: {texts:?}");
        assert!(html.contains(shown), "{shown}: {html}");
    }
    // What is shown is text, whatever is in it.
    assert!(html.contains("-&gt; Result&lt;String, Error&gt;"), "{html}");
}

#[test]
fn expand_says_where_a_file_is_wrong() {
    let directory = env::temp_dir().join(format!("expand-wrong-{}", process::id()));
    fs::create_dir_all(&directory).expect("there is a place for files");
    let file = directory.join("wrong.rs");
    let name = file.display().to_string();
    for (source, told) in [
        ("fn f() {", format!("error: {name}:1:")),
        ("fn f() {}", format!("error: {name}: need a function")),
    ] {
        fs::write(&file, source).expect("there is room");
        demo("expand").arg(&file).run().failed_at_once(&told);
    }
    fs::remove_dir_all(&directory).expect("they are this test's own");
    let missing = demo("expand /no/such/file").run();
    missing.failed_at_once("error: cannot read /no/such/file: ");
    let unwritten = demo("expand --svg /no/such/dir/x").run().failed();
    assert!(
        unwritten
            .stderr
            .starts_with("error: cannot write /no/such/dir/x: "),
        "{unwritten:#?}"
    );
}

#[test]
fn a_bad_option_of_another_demo_is_one_clear_line() {
    for (arguments, needs) in [
        ("nonsense", "unrecognized subcommand 'nonsense'\n"),
        ("--requests 3", "unexpected argument '--requests' found\n"),
        ("async --delay x", "'x' for '--delay <MS>': need a whole"),
        (
            "--delay 3 async",
            "'async' cannot be used with '--delay <MS>'\n",
        ),
    ] {
        demo(arguments).run().refused(needs);
    }
}

#[test]
fn a_server_or_a_file_that_another_demo_cannot_have_is_one_line() {
    let (nowhere, server) = (nowhere(), server());
    for (name, _) in OTHERS {
        let unreachable = demo(name).server(nowhere).run();
        let line = format!("error: server {nowhere} cannot be reached: ");
        unreachable.failed_at_once(&line);

        let file = demo(name).args("--svg /no/such/dir/x");
        let ran = file.server(server.address()).run();
        ran.failed_at_once("error: cannot write /no/such/dir/x: ");
    }
}

#[test]
fn help_names_every_option_of_another_demo() {
    for (name, _) in OTHERS {
        let ran = demo(name).args("--help").run().succeeded();
        ran.names_common_options_but(&["--requests <N>"]);
    }
    let ran = demo("--help").run().succeeded();
    ran.names_common_options_but(&["--requests <N>"]);
}

#[test]
fn the_other_demos_print_ascii_without_escapes_and_nothing_if_quiet() {
    for (name, _) in OTHERS {
        let program = || demo(name).args("--delay 1");
        program().run().succeeded().assert_plain();
        let ran = program().args("--quiet").run().succeeded();
        assert_eq!(ran.stdout, "", "{ran:#?}");
        left_by_its_reader(program());
    }
    demo("expand").run().succeeded().assert_plain();
    left_by_its_reader(demo("expand"));
}

#[test]
fn the_files_of_the_other_demos_have_a_lane_for_each_request() {
    for (name, requests) in OTHERS {
        let lanes = lanes_in_files(demo(name).args("--delay 1"));

        assert_eq!(lanes[0], "the thread");
        assert_eq!(lanes.len(), 1 + requests, "{name}: {lanes:?}");
    }
}
