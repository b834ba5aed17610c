//! `watch`, at a terminal.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use rustix::process::Signal;

use crate::support::Learner;
use crate::terminal::{Terminal, until};

const SUMS: &str = "ch01-tiny/src/sums.rs";
const KEYS: &str = "q quit";

/// The solution of the first step, in the learner's own way.
const RIGHT: &str =
    "pub fn squares(numbers: &[u32]) -> u32 {\n    numbers.iter().map(|n| n * n).sum()\n}\n";

/// Someone whose first step is open, and whose terminal shows that.
fn watching(learner: &Learner) -> Terminal {
    let mut terminal = Terminal::with(learner.command(&["watch"]));
    terminal.read_until("not written yet");
    terminal.read_until(KEYS);
    terminal
}

#[test]
fn a_save_is_followed_by_a_verdict_and_the_next_step() {
    let learner = Learner::new();
    let mut child = learner
        .command(&["watch", "--plain"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    assert!(lines.any(|line| line.contains("not written yet")));

    learner.write(SUMS, RIGHT);

    assert!(
        lines.any(|line| line.starts_with("done")),
        "the save was not seen"
    );
    assert!(lines.any(|line| line.contains("1.2 Wait and read")));
    child.stdin.take().unwrap().write_all(b"q\n").unwrap();
    assert!(lines.by_ref().count() < 1000);
    assert!(child.wait().unwrap().success());
}

#[test]
fn each_key_does_what_is_said_of_it() {
    let learner = Learner::new();
    let mut terminal = watching(&learner);
    let answers = [
        ("h", "Hint 1 of 3"),
        ("t", "Square and add"),
        ("l", "0 of 2 steps are done."),
        ("r", "not written yet"),
    ];
    for (key, answer) in answers {
        terminal.type_in(key);
        terminal.read_until(answer);
        terminal.read_until(KEYS);
    }
    terminal.type_in("\x1b[A");
    terminal.type_in("q");
    assert!(terminal.wait_for_end().success());
    assert!(terminal.is_as_a_shell_leaves_it());
}

#[test]
fn a_save_by_rename_is_a_save() {
    let learner = Learner::new();
    let mut terminal = watching(&learner);
    // As vim does: the old one is moved away, and the new one put in its place.
    learner.write("ch01-tiny/src/4913", "");
    fs::remove_file(learner.root.join("ch01-tiny/src/4913")).unwrap();
    let (file, backup) = (
        learner.root.join(SUMS),
        learner.root.join(format!("{SUMS}~")),
    );
    fs::rename(&file, &backup).unwrap();
    learner.write(SUMS, "pub fn squares(_: &[u32]) -> u32 {\n    77\n}\n");
    fs::remove_file(&backup).unwrap();
    terminal.read_until("and not 77");
    terminal.read_until(KEYS);

    // As others do: the new one is renamed over the old one.
    learner.write("ch01-tiny/src/.sums.rs.swp", RIGHT);
    fs::rename(learner.root.join("ch01-tiny/src/.sums.rs.swp"), &file).unwrap();
    terminal.read_until("1 of 2 steps are done");
}

#[test]
fn after_many_saves_the_last_one_is_judged() {
    let learner = Learner::new();
    let mut terminal = watching(&learner);
    for number in 0..500 {
        learner.write(
            SUMS,
            &format!("pub fn squares(_: &[u32]) -> u32 {{\n    1000 + {number}\n}}\n"),
        );
    }
    learner.write(SUMS, RIGHT);
    terminal.read_until("1 of 2 steps are done");
}

/// A test that hangs while keys are typed: it says where it is by a file.
fn hanging(learner: &Learner) -> String {
    let sign = learner.root.join("hangs");
    format!(
        "pub fn squares(_: &[u32]) -> u32 {{\n    std::fs::write({sign:?}, \"\").unwrap();\n    \
         loop {{\n        std::thread::park();\n    }}\n}}\n"
    )
}

#[test]
fn keys_typed_while_tests_run_are_neither_lost_nor_shown() {
    let learner = Learner::new();
    learner.write(SUMS, &hanging(&learner));
    let mut terminal = Terminal::with(learner.command(&["watch", "--plain", "--deadline", "3"]));
    until("the test runs", || learner.root.join("hangs").exists());
    assert!(!terminal.is_as_a_shell_leaves_it());
    terminal.type_in("lh");

    let said = terminal.read_until("0 of 2 steps are done. Stuck?");
    assert!(!said.contains("lh"), "{said}");
    terminal.read_until("0 of 2 steps are done.\r\n");
    terminal.read_until("Hint 1 of 3");
    terminal.type_in("q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_signal_while_tests_run_ends_them_and_gives_the_terminal_back() {
    let learner = Learner::new();
    learner.write(SUMS, &hanging(&learner));
    for signal in [
        None,
        Some(Signal::TERM),
        Some(Signal::HUP),
        Some(Signal::QUIT),
    ] {
        drop(fs::remove_file(learner.root.join("hangs")));
        let mut terminal = Terminal::with(learner.command(&["watch"]));
        until("the test runs", || learner.root.join("hangs").exists());
        match signal {
            None => terminal.type_in("\x03"),
            Some(signal) => terminal.signal(signal),
        }
        assert!(!terminal.wait_for_end().success());
        assert!(terminal.is_as_a_shell_leaves_it(), "{signal:?}");
    }
}

#[test]
fn between_ctrl_z_and_fg_the_terminal_is_the_shells() {
    let learner = Learner::new();
    let mut terminal = watching(&learner);
    for _ in 0..3 {
        assert!(!terminal.is_as_a_shell_leaves_it());
        terminal.type_in("\x1a");
        terminal.wait_for_stop();
        assert!(terminal.is_as_a_shell_leaves_it());

        terminal.signal(Signal::CONT);
        until("keys are read again", || {
            !terminal.is_as_a_shell_leaves_it()
        });
        terminal.type_in("l");
        terminal.read_until("0 of 2 steps are done.");
        terminal.read_until(KEYS);
    }
    terminal.type_in("\x03");
    terminal.wait_for_end();
    assert!(terminal.is_as_a_shell_leaves_it());
}

#[test]
fn a_window_of_another_size_is_written_to_in_its_width() {
    let learner = Learner::new();
    let mut terminal = watching(&learner);
    terminal.resize(40);
    terminal.type_in("t");
    terminal.read_until("minutes)");
    let text = terminal.read_until("Write:");
    let longest = text.lines().map(width).max();
    assert!(longest <= Some(40), "{text}");
    terminal.type_in("q");
    terminal.wait_for_end();
}

/// The letters of a line, without its codes.
fn width(line: &str) -> usize {
    let mut in_code = false;
    line.chars()
        .filter(|&letter| {
            let is_code = in_code || letter == '\u{1b}';
            in_code = is_code && !letter.is_ascii_alphabetic();
            !is_code && !letter.is_control()
        })
        .count()
}

#[test]
fn where_saves_cannot_be_seen_it_says_what_to_do() {
    let learner = Learner::new();
    fs::rename(
        learner.root.join("ch01-tiny/src"),
        learner.root.join("ch01-tiny/elsewhere"),
    )
    .unwrap();
    let mut terminal = Terminal::with(learner.command(&["watch"]));
    terminal.read_until("Type r after each one");
    fs::rename(
        learner.root.join("ch01-tiny/elsewhere"),
        learner.root.join("ch01-tiny/src"),
    )
    .unwrap();
    terminal.read_until(KEYS);
    terminal.type_in("r");
    terminal.read_until("not written yet");
}

#[test]
fn what_goes_wrong_is_said_and_the_next_save_is_judged_all_the_same() {
    let learner = Learner::new();
    let mut terminal = watching(&learner);
    let state = learner.read(".course/state.json");
    learner.write(".course/state.json", "{");
    terminal.type_in("l");
    terminal.read_until("state.json is damaged");
    learner.write(".course/state.json", &state);
    learner.write(SUMS, RIGHT);
    terminal.read_until("1 of 2 steps are done");
}

#[test]
fn a_tool_without_saves_and_keys_does_not_wait_for_ever() {
    let learner = Learner::new();
    fs::rename(
        learner.root.join("ch01-tiny/src"),
        learner.root.join("ch01-tiny/elsewhere"),
    )
    .unwrap();
    let mut watch: Command = learner.command(&["watch"]);
    let output = watch.stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("need a terminal"));
}

#[test]
fn a_save_ends_the_run_of_what_was_there_before() {
    let learner = Learner::new();
    learner.write(SUMS, &hanging(&learner));
    let mut terminal = Terminal::with(learner.command(&["watch", "--plain", "--deadline", "600"]));
    until("the test runs", || learner.root.join("hangs").exists());
    learner.write(SUMS, RIGHT);
    // Long before the deadline.
    let said = terminal.read_until("1 of 2 steps are done");
    assert!(!said.contains("hangs:"), "{said}");
    terminal.read_until(KEYS);
    // An end does not wait for the tests, either.
    drop(fs::remove_file(learner.root.join("hangs")));
    learner.run(&["reset", "squares"]);
    learner.write(SUMS, &hanging(&learner));
    until("the test runs", || learner.root.join("hangs").exists());
    terminal.type_in("q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn after_the_last_step_a_save_is_followed_by_all_tests() {
    let learner = Learner::new();
    assert!(learner.run(&["solution", "--all"]).status.success());
    assert!(learner.run(&["test"]).status.success());
    let mut terminal = Terminal::with(learner.command(&["watch", "--plain"]));
    let said = terminal.read_until("All 2 steps are done");
    assert_eq!(
        said.matches("Wait and read  1 test passes").count(),
        1,
        "{said}"
    );
    terminal.read_until(KEYS);
    learner.write(SUMS, "pub fn squares(_: &[u32]) -> u32 {\n    77\n}\n");
    terminal.read_until("1.1 Square and add was done, and is open again");
    terminal.read_until("and not 77");
}
