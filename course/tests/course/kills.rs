//! Whatever is killed, and whenever: a learner's files are whole, and what is said of them is true.
//!
//! The moments of the kills are spread over the life of a command, which is measured first: on a slow
//! machine as on a fast one, they are before, within and after what it writes.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Learner, text, tool};
use crate::terminal::until;
use serde_json::Value;

const SUMS: &str = "ch01-tiny/src/sums.rs";
const TEST: &str = "ch01-tiny/tests/step1_squares.rs";
const STATE: &str = ".course/state.json";

const STARTS: &str = "the tool starts";

/// How often something is killed: as often as `COURSE_KILLS` says, or `few` times.
fn kills(few: u32) -> u32 {
    match std::env::var("COURSE_KILLS") {
        Ok(count) => count.parse().expect("COURSE_KILLS is a number"),
        Err(_) => few,
    }
}

/// Starts the command as often, and kills it at another moment each time.
fn kill_again_and_again(
    few: u32,
    mut prepare: impl FnMut(u32) -> Command,
    mut check: impl FnMut(u32),
) {
    let start = Instant::now();
    prepare(0).output().expect(STARTS);
    let life = start.elapsed();
    let count = kills(few);
    for round in 0..count {
        let mut child = prepare(round)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect(STARTS);
        // Not a wait for something: the moment of the kill.
        thread::sleep(life * round / count);
        end(&mut child);
        check(round);
    }
}

fn end(child: &mut Child) {
    child.kill().expect("it is our child");
    child.wait().expect("it is our child");
}

/// What `list` says of the first step: whether it is done, and whether it is the reference.
fn said(learner: &Learner) -> (bool, bool) {
    let first = &learner.json(&["list"])[0];
    (first["done"] == true, first["reference"] == true)
}

#[test]
fn a_killed_solution_leaves_the_old_text_or_the_reference() {
    let learner = Learner::new();
    let stub = learner.read(SUMS);
    let state = learner.read(STATE);
    assert!(learner.run(&["solution", "squares"]).status.success());
    let reference = learner.read(SUMS);

    let prepare = |_| {
        learner.write(SUMS, &stub);
        learner.write(STATE, &state);
        learner.command(&["solution", "squares"])
    };
    kill_again_and_again(20, prepare, |round| {
        let found = learner.read(SUMS);
        assert!(found == stub || found == reference, "{round}: {found:?}");
        let (is_done, is_reference) = said(&learner);
        assert!(!is_done, "{round}");
        // Killed between the file and what is remembered of it, it says less than is done.
        assert!(!is_reference || found == reference, "{round}");
    });
    assert!(learner.run(&["solution", "squares"]).status.success());
    assert_eq!(learner.read(SUMS), reference);
    assert!(said(&learner).1);
}

#[test]
fn a_killed_reset_leaves_the_old_text_or_the_stub() {
    let learner = Learner::new();
    let stub = learner.read(SUMS);
    assert!(learner.run(&["solution", "squares"]).status.success());
    assert!(learner.run(&["test", "squares"]).status.success());
    let (reference, state) = (learner.read(SUMS), learner.read(STATE));

    let prepare = |_| {
        learner.write(SUMS, &reference);
        learner.write(STATE, &state);
        learner.command(&["reset", "squares"])
    };
    kill_again_and_again(20, prepare, |round| {
        let found = learner.read(SUMS);
        assert!(found == stub || found == reference, "{round}: {found:?}");
        let (is_done, is_reference) = said(&learner);
        assert!(!is_done || found == reference, "{round}: a stub is done");
        assert!(!is_reference || found == reference, "{round}");
    });
    assert!(learner.run(&["reset", "squares"]).status.success());
    assert_eq!(learner.read(SUMS), stub);
    assert_eq!(said(&learner), (false, false));
}

#[test]
fn a_killed_new_can_be_repeated_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    // One for each: a cargo whose tool was killed may still write into the last one.
    let place = |round: u32| folder.path().join(format!("{round}"));
    let new = |round: u32| {
        fs::create_dir_all(place(round)).unwrap();
        let mut command = tool(&place(round));
        command.args(["new", "mine"]);
        command
    };
    let prepare = |round| {
        drop(fs::remove_dir_all(place(round)));
        new(round)
    };
    kill_again_and_again(20, prepare, |round| {
        let root = place(round).join("mine");
        let is_there = root.exists();
        assert!(!is_there || root.join(STATE).is_file(), "{round}: a half");
        let again = new(round).output().unwrap();
        match is_there {
            true => assert!(text(&again).contains("already: go there"), "{round}"),
            false => assert!(again.status.success(), "{round}: {}", text(&again)),
        }
        assert_eq!(names(&place(round)), ["mine"], "{round}");
    });
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    entries.map(name).collect()
}

/// A test that starts a process of its own session, and waits for ever.
const HANGS: &str = r#"pub fn squares(_: &[u32]) -> u32 {
    std::process::Command::new("setsid").args(["sleep", "1000"]).status().unwrap();
    0
}
"#;
const WRONG: &str = "pub fn squares(_: &[u32]) -> u32 {\n    77\n}\n";
const RIGHT: &str =
    "pub fn squares(numbers: &[u32]) -> u32 {\n    numbers.iter().map(|n| n * n).sum()\n}\n";

/// A `watch`, and what it says.
struct Watch {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Watch {
    fn start(learner: &Learner) -> Watch {
        let mut child = learner
            .command(&["watch", "--plain"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect(STARTS);
        let said = BufReader::new(child.stdout.take().expect("it is piped"));
        Watch { child, said }
    }

    fn wait_for_tests(&mut self) {
        let mut lines = self.said.by_ref().lines().map_while(Result::ok);
        assert!(lines.any(|line| line.starts_with("runs ")));
    }

    fn wait_for_verdict(&mut self) {
        let mut lines = self.said.by_ref().lines().map_while(Result::ok);
        assert!(lines.any(|line| line.starts_with("done") || line.starts_with("red")));
    }

    /// Kills it this much later, and waits until nothing of its tests is left.
    fn kill_after(mut self, pause: Duration) {
        thread::sleep(pause);
        end(&mut self.child);
        let mark = format!("CARGO_COURSE_TEST={}-", self.child.id());
        until("its tests are ended", || !is_marked(&mark));
    }
}

fn is_marked(mark: &str) -> bool {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let mut environments = processes.map(|process| fs::read(process.path().join("environ")));
    environments.any(|environment| {
        let environment = environment.unwrap_or_default();
        let mut variables = environment.split(|&byte| byte == 0);
        variables.any(|variable| variable.starts_with(mark.as_bytes()))
    })
}

/// What must hold, however a watch ended.
fn assert_nothing_is_lost(learner: &Learner, text: &str, when: &str) {
    assert_eq!(learner.read(SUMS), text, "{when}");
    let state: Value = serde_json::from_str(&learner.read(STATE)).expect("it is JSON");
    assert_eq!(state["format"], 1, "{when}");
    let is_done = state["progress"]["ch01/squares"] == "done";
    assert!(!is_done || text == RIGHT, "{when}: done, and is {text}");
}

#[test]
fn a_watch_killed_while_it_lays_tests_loses_none_of_both() {
    let learner = Learner::new();
    let (course, mine) = (learner.read(TEST), "#[test]\nfn mine() {}\n");
    learner.write(SUMS, WRONG);
    let kept = learner.root.join(format!("{TEST}.mine"));
    learner.run(&["test", "squares"]);
    let start = Instant::now();
    let mut watch = Watch::start(&learner);
    watch.wait_for_tests();
    let to_tests = start.elapsed();
    watch.kill_after(Duration::ZERO);

    let count = kills(8);
    for round in 0..count {
        drop(fs::remove_file(&kept));
        learner.write(TEST, mine);
        Watch::start(&learner).kill_after(to_tests * round / count);

        let found = learner.read(TEST);
        let is_kept = fs::read_to_string(&kept).is_ok_and(|kept| kept == mine);
        let is_whole = found == mine || found == course && is_kept;
        assert!(is_whole, "{round}: {found:?}");
        assert_nothing_is_lost(&learner, WRONG, &format!("{round}"));
    }
}

#[test]
fn a_watch_killed_while_tests_run_leaves_no_process() {
    let learner = Learner::new();
    learner.write(SUMS, HANGS);
    learner.run(&["test", "squares", "--deadline", "1"]);
    for round in 0..kills(8) {
        let mut watch = Watch::start(&learner);
        watch.wait_for_tests();
        watch.kill_after(Duration::from_millis(u64::from(round % 50)));
        assert_nothing_is_lost(&learner, HANGS, &format!("{round}"));
    }
}

#[test]
fn a_watch_killed_after_a_save_or_a_verdict_has_changed_no_file_and_tells_no_lie() {
    let learner = Learner::new();
    let state = learner.read(STATE);
    for round in 0..kills(6) {
        learner.write(STATE, &state);
        learner.write(SUMS, WRONG);
        let mut watch = Watch::start(&learner);
        watch.wait_for_verdict();
        let saved = if round % 3 == 0 { WRONG } else { RIGHT };
        learner.write(SUMS, saved);
        if round % 3 == 2 {
            // What it remembers is written now.
            watch.wait_for_verdict();
        }
        watch.kill_after(Duration::from_micros(u64::from(round % 40) * 500));
        assert_nothing_is_lost(&learner, saved, &format!("{round}"));
        assert!(learner.run(&["list"]).status.success());
    }
}
