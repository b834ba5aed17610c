//! What holds of the demo `fetch`, in every chapter from the fourth on: the one job, on one thread.
//!
//! The test that has this module has `EXECUTABLE`, `TIMES`, how often a fact is to hold, `LANES`, which are drawn above
//! those of the requests, and `demo`, which makes a program of arguments.

use std::sync::Arc;
use std::time::Duration;

use crate::common::peer::{Fault, Gate, Peer};
use crate::common::program::Program;
use crate::common::runs::{
    ends_with_its_children, lanes_in_files, many_times, nowhere, prints_only_what_fails, server,
};
use crate::{LANES, TIMES, demo};

/// Long enough for everything but silence, also on a machine that does much else.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(4);

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
    for _ in 0..TIMES / 5 {
        let ran = demo("fetch --requests 20 --delay 20").run();

        ran.succeeded().answered_all(20);
    }
}

#[test]
fn whatever_a_peer_does_to_a_request_is_told_and_the_others_complete() {
    many_times(TIMES, || {
        let peer = Peer::hostile(&Fault::ALL, 20);
        let ran = demo("fetch --requests 20 --delay 0 --timeout 4000").server(peer.address());

        let ran = ran.run().failed();

        Fault::assert_told(&Fault::ALL, 20, TIMEOUT, &ran);
    });
}

#[test]
fn without_a_time_out_nothing_waits_for_a_peer_that_says_something() {
    many_times(TIMES / 5, || {
        let peer = Peer::hostile(&Fault::AUDIBLE, 20);
        let ran = demo("fetch --requests 20 --delay 0").server(peer.address());

        let ran = ran.run().failed();

        Fault::assert_told(&Fault::AUDIBLE, 20, TIMEOUT, &ran);
    });
}

#[test]
fn a_bad_option_of_the_job_is_one_clear_line() {
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
        (
            "--server nonsense",
            "'nonsense' for '--server <ADDR>': need HOST:PORT",
        ),
        ("nonsense", "unexpected argument 'nonsense' found\n"),
        ("--nonsense", "unexpected argument '--nonsense' found\n"),
    ] {
        demo("fetch").args(arguments).run().refused(needs);
    }
}

#[test]
fn a_server_or_a_file_that_is_not_to_be_had_is_one_line() {
    let (nowhere, server) = (nowhere(), server());

    let unreachable = demo("fetch").server(nowhere).run();
    let line = format!("error: server {nowhere} cannot be reached: ");
    unreachable.failed_at_once(&line);

    for option in ["--svg", "--html", "--trace"] {
        let file = demo("fetch")
            .arg(option)
            .arg("/no/such/dir/x")
            .server(server.address());
        file.run()
            .failed_at_once("error: cannot write /no/such/dir/x: ");
    }
}

#[test]
fn help_names_every_option_of_the_job() {
    let ran = demo("fetch --help").run().succeeded();

    ran.names_common_options_but(&[]);
}

#[test]
fn quiet_prints_nothing_but_what_fails() {
    prints_only_what_fails(|| demo("fetch"), &server());
}

#[test]
fn without_a_terminal_the_output_is_ascii_without_escapes() {
    let peer = Peer::hostile_in_turn(&Fault::AUDIBLE);
    for arguments in ["", "--plain"] {
        let ran = demo("fetch --requests 20 --delay 0").args(arguments);

        let ran = ran.server(peer.address()).run().failed();

        ran.assert_plain();
    }
}

#[test]
fn the_files_have_the_lanes_of_the_demo_and_one_for_each_request() {
    let server = server();
    let program = demo("fetch --requests 20 --delay 20").server(server.address());

    let lanes = lanes_in_files(program);

    let requests = (1..=20).map(|number| format!("request-{number}"));
    let own = LANES.iter().map(|&name| name.to_owned());
    let expected = own.chain(requests);
    assert_eq!(lanes, expected.collect::<Vec<_>>());
}

#[test]
fn a_reader_that_leaves_ends_it_by_no_panic_and_no_complaint() {
    let gate: Arc<Gate> = Arc::default();
    let peer = Peer::behind(&gate);
    let running = demo("fetch --requests 20")
        .server(peer.address())
        .start_head();

    // Nobody reads any more: now there is something to print.
    gate.open();

    let ran = running.finish().failed();
    assert_eq!(ran.stderr, "", "{ran:#?}");
    assert!(ran.stdout.contains(" requests to "), "{ran:#?}");
}

#[test]
fn with_nobody_to_complain_to_it_ends_by_itself() {
    let peer = Peer::hostile(&Fault::AUDIBLE, 20);
    let program = demo("fetch --quiet --requests 20 --delay 0").server(peer.address());

    let status = program.run_unheard();

    assert_eq!(status.code(), Some(1));
}

#[test]
#[cfg_attr(
    target_arch = "aarch64",
    ignore = "a program that an emulator runs cannot start itself as its server"
)]
fn its_server_ends_with_it_however_that_ends() {
    ends_with_its_children(|| demo("fetch"));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use crate::EXECUTABLE;
    use crate::common::runs::{
        goes_on_without_descriptors, is_plain_on_terminal, width_on_terminal,
    };
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn an_argument_that_is_no_text_is_one_clear_line() {
        for arguments in ["", "--svg x", "--server"] {
            let argument = OsStr::from_bytes(b"\xff");
            let ran = demo("fetch").args(arguments).arg(argument).run();

            assert!(ran.stderr.starts_with("error: "), "{ran:#?}");
            assert_eq!(ran.status.code(), Some(2), "{ran:#?}");
        }
    }

    #[test]
    fn requests_that_find_no_descriptor_fail_and_all_others_are_answered() {
        goes_on_without_descriptors(EXECUTABLE, "fetch");
    }

    #[test]
    fn a_limit_on_descriptors_that_may_be_raised_is_raised() {
        let program = Program::limited("ulimit -S -n 64", EXECUTABLE);

        let ran = program.args("fetch --requests 200 --delay 200").run();

        ran.succeeded().answered_all(200);
    }

    #[test]
    fn on_a_terminal_there_is_colour_and_the_width_is_kept() {
        let server = server();
        for columns in [40, 80, 133] {
            let program = demo("fetch --requests 20 --delay 20").server(server.address());

            let width = width_on_terminal(program, columns);

            assert_eq!(width, usize::from(columns));
        }
    }

    #[test]
    fn on_a_terminal_without_colour_the_output_is_ascii_without_escapes() {
        is_plain_on_terminal(|| demo("fetch"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    #[cfg_attr(
        target_arch = "aarch64",
        ignore = "a program that an emulator runs cannot start itself as its server"
    )]
    fn stopped_and_continued_it_gives_the_same_answers() {
        use crate::common::runs::run_stopped_and_continued;

        let server = server();
        let program = || demo("fetch --requests 20 --delay 400");
        for program in [program(), program().server(server.address())] {
            run_stopped_and_continued(program).answered_all(20);
        }
    }
}
