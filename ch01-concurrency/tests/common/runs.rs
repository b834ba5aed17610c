//! Runs that every chapter's demos are put through, with what must come of them.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process, thread};

use ch01_concurrency::delay_server::{Config, DelayServer};

use super::peer::{Fault, Peer};
use super::program::{Program, Ran, files};

/// As many at once as a machine can take.
const AT_ONCE: usize = 17;

/// What every demo has that fetches.
const COMMON_OPTIONS: [&str; 9] = [
    "--requests <N>",
    "--delay <MS>",
    "--timeout <MS>",
    "--server <ADDR>",
    "--svg <FILE>",
    "--html <FILE>",
    "--trace <FILE>",
    "--plain",
    "--quiet",
];

/// A delay server in this process.
pub(crate) fn server() -> DelayServer {
    DelayServer::start(Config::default()).expect("a port is free")
}

/// Where nobody listens: a port that was taken, and given back.
pub(crate) fn nowhere() -> SocketAddr {
    Peer::start(|_, _| Ok(())).address()
}

/// Runs the same many times.
pub(crate) fn many_times(times: usize, run: impl Fn() + Sync) {
    for done in (0..times).step_by(AT_ONCE) {
        thread::scope(|scope| {
            for _ in done..times.min(done + AT_ONCE) {
                scope.spawn(&run);
            }
        });
    }
}

impl Ran {
    /// Asserts that the arguments were refused, in one line that says what they need.
    #[track_caller]
    pub(crate) fn refused(self, needs: &str) -> Ran {
        let (first, rest) = self.stderr.split_once("\n\n").unwrap_or_default();
        assert!(first.starts_with("error: "), "{self:#?}");
        assert_eq!(first.lines().count(), 1, "{self:#?}");
        assert!(format!("{first}\n").contains(needs), "{needs}: {self:#?}");
        assert!(rest.contains("--help"), "{self:#?}");
        assert_eq!(self.status.code(), Some(2), "{self:#?}");
        assert_eq!(self.stdout, "", "{self:#?}");
        self
    }

    /// Asserts that it failed before it did anything, and said why in one line that begins so.
    #[track_caller]
    pub(crate) fn failed_at_once(self, line: &str) -> Ran {
        let ran = self.failed();
        assert!(ran.stderr.starts_with(line), "{line}: {ran:#?}");
        assert_eq!(ran.stderr.lines().count(), 1, "{ran:#?}");
        assert_eq!(ran.stdout, "", "{ran:#?}");
        ran
    }

    /// Asserts that this help names every common option, but for those that the demo has not.
    #[track_caller]
    pub(crate) fn names_common_options_but(self, missing: &[&str]) -> Ran {
        for option in COMMON_OPTIONS {
            let is_there = self.stdout.contains(option);
            assert_ne!(is_there, missing.contains(&option), "{option}: {self:#?}");
        }
        self
    }
}

/// Asserts that a demo that is told to be quiet prints only what fails: all is well with a good server, and some fails
/// with a hostile one.
#[track_caller]
pub(crate) fn prints_only_what_fails(demo: impl Fn() -> Program, good: &DelayServer) {
    let program = || demo().args("--quiet --requests 20 --delay 1");
    let peer = Peer::hostile(&Fault::AUDIBLE, 20);

    let well = program().server(good.address()).run().succeeded();
    let ill = program().server(peer.address()).run().failed();

    assert_eq!(well.stdout, "");
    assert_eq!(ill.stdout, "");
    for number in 1..=20 {
        let named = format!("request-{number} failed: ");
        let times = ill.stderr.lines().filter(|line| line.starts_with(&named));
        let fails = Fault::of(&Fault::AUDIBLE, number).fails();
        assert_eq!(times.count(), usize::from(fails), "{number}: {ill:#?}");
    }
    assert!(ill.stderr.ends_with("requests failed\n"), "{ill:#?}");
}

/// Runs a demo until its reader leaves; asserts that this is no panic and no complaint.
#[track_caller]
pub(crate) fn left_by_its_reader(program: Program) -> Ran {
    let ran = program.start_head().finish();
    assert_eq!(ran.stderr, "", "{ran:#?}");
    ran
}

/// Asserts that a demo's children end when its reader leaves, and when it is killed.
#[track_caller]
pub(crate) fn ends_with_its_children(demo: impl Fn() -> Program) {
    let program = || demo().args("--requests 20");
    // So long that the reader has left before there is more to print.
    left_by_its_reader(program().args("--delay 1000")).failed();
    let mut killed = program().args("--delay 60000").start();
    let first = killed.line();
    killed.kill();
    // They have the demo's stderr: its end is the end of all.
    let killed = killed.finish();

    assert!(first.is_some_and(|line| line.contains(" requests to ")));
    assert!(!killed.stderr.contains("panicked"), "{killed:#?}");
}

/// Runs a demo that writes all its files; asserts that they have the same lanes, and gives those.
#[track_caller]
pub(crate) fn lanes_in_files(mut program: Program) -> Vec<String> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    // Relaxed: nothing else is to be seen with it.
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let directory = env::temp_dir().join(format!("demos-{}-{number}", process::id()));
    fs::create_dir_all(&directory).expect("there is a place for files");
    for argument in files(&directory) {
        program = program.arg(argument);
    }

    program.run().succeeded();

    let lanes = lanes_in(&directory);
    fs::remove_dir_all(&directory).expect("they are this test's own");
    lanes
}

fn lanes_in(directory: &Path) -> Vec<String> {
    let read = |name: &str| fs::read_to_string(directory.join(name)).expect("it was written");
    let [svg, html, trace] = ["timeline.svg", "timeline.html", "timeline.trace"].map(read);
    let svg = roxmltree::Document::parse(&svg).expect("an SVG is XML");
    let texts: Vec<_> = svg.descendants().filter_map(|node| node.text()).collect();
    let trace: serde_json::Value = serde_json::from_str(&trace).expect("a trace is JSON");
    let events = trace["traceEvents"].as_array().expect("it is a list");
    let names = events.iter().filter(|event| event["name"] == "thread_name");
    let names = names.map(|event| event["args"]["name"].as_str().expect("names are texts"));
    let names: Vec<_> = names.map(str::to_owned).collect();
    for name in &names {
        assert!(texts.contains(&name.as_str()), "{name}: {texts:?}");
        assert!(html.contains(name), "{name}: {html}");
    }
    names
}

#[cfg(unix)]
mod unix {
    use super::super::peer::Gate;
    use super::super::terminal::{run_on_terminal, uncoloured};
    use super::*;
    use std::sync::Arc;

    /// Runs a demo with 200 requests and 64 descriptors; asserts that those requests fail that find none, and all
    /// others are answered.
    #[track_caller]
    pub(crate) fn goes_on_without_descriptors(executable: &str, demo: &str) {
        let gate: Arc<Gate> = Arc::default();
        let peer = Peer::behind(&gate);
        let program = Program::limited("ulimit -n 64", executable).args(demo);
        let program = program.args("--requests 200").server(peer.address());

        // Nothing is answered, and so no descriptor comes free, until all the others have found
        // none.
        let ran = program.start().finish_through(&gate, 200 - 64).failed();

        ran.assert_short_of_descriptors(200);
    }

    /// Runs a demo on a terminal of so many columns; asserts that what it draws is no wider, and gives how wide it is.
    #[track_caller]
    pub(crate) fn width_on_terminal(program: Program, columns: u16) -> usize {
        let ran = run_on_terminal(program, columns).succeeded();
        let coloured = ran
            .stdout
            .lines()
            .filter(|line| line.contains("\x1b[38;5;"));
        let widths = coloured.map(|line| uncoloured(line).chars().count());
        let widest = widths.max().unwrap_or_default();
        assert!(widest <= usize::from(columns), "{widest}: {ran:#?}");
        widest
    }

    /// Asserts that on a terminal without colour the output is ASCII, and steers nothing; some requests fail.
    #[track_caller]
    pub(crate) fn is_plain_on_terminal(demo: impl Fn() -> Program) {
        let peer = Peer::hostile(&Fault::AUDIBLE, 20);
        let program = || {
            let program = demo().args("--requests 20 --delay 0");
            program.server(peer.address())
        };
        for program in [program().env("NO_COLOR", "1"), program().args("--plain")] {
            run_on_terminal(program, 80).failed().assert_plain();
        }
    }
}

#[cfg(unix)]
pub(crate) use unix::*;

/// Runs a demo that is stopped and continued at each line that it prints.
#[cfg(target_os = "linux")]
#[track_caller]
pub(crate) fn run_stopped_and_continued(program: Program) -> Ran {
    let mut running = program.start();
    let mut stdout = String::new();
    while let Some(line) = running.line() {
        stdout += &line;
        super::stopping::stop_and_continue(running.id());
    }
    let ran = running.finish().succeeded();
    Ran { stdout, ..ran }
}
