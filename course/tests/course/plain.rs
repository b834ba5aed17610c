//! A terminal is coloured, and whoever wants it plain gets no code at all; a program gets JSON.

use std::process::Command;

use serde_json::Value;

use crate::support::{Learner, text};
use crate::terminal::Terminal;

const SUMS: &str = "ch01-tiny/src/sums.rs";
const ESCAPE: char = '\u{1b}';

/// All that the command says at a terminal.
fn at_a_terminal(command: Command) -> String {
    Terminal::with(command).read_to_end()
}

#[test]
fn a_plain_terminal_gets_no_code_and_says_the_same() {
    let learner = Learner::new();
    // What a test says may have colours of its own, and what does not compile is said by rustc.
    let coloured = "pub fn squares(_: &[u32]) -> u32 {\n    panic!(\"\\x1b[31mred\\x1b[0m\")\n}\n";
    let broken = "pub fn squares(_: &[u32]) -> u32 {\n    \"text\"\n}\n";
    for (source, arguments, says) in [
        (coloured, &["--help"][..], "Usage:"),
        (coloured, &["test", "--help"], "Usage:"),
        (coloured, &["--nonsense"], "unexpected argument"),
        (coloured, &["solution"], "required arguments"),
        (coloured, &["test", "squares"], "red"),
        (coloured, &["list"], "Square and add"),
        (coloured, &["break", "not-squared"], "catches it"),
        (broken, &["test", "squares"], "mismatched types"),
    ] {
        learner.write(SUMS, source);
        let plainly = |change: fn(&mut Command)| {
            let mut command = learner.command(arguments);
            command
                .env("CARGO_TERM_COLOR", "always")
                .env("CLICOLOR_FORCE", "1");
            change(&mut command);
            at_a_terminal(command)
        };
        let colourful = plainly(|_| {});
        assert!(colourful.contains(ESCAPE), "{arguments:?}: {colourful:?}");
        for said in [
            plainly(|command| _ = command.arg("--plain")),
            plainly(|command| _ = command.env("NO_COLOR", "1")),
            plainly(|command| _ = command.env("TERM", "dumb")),
        ] {
            assert!(!said.contains(ESCAPE), "{arguments:?}: {said:?}");
            assert!(said.contains(says), "{arguments:?}: {said:?}");
        }
    }
}

#[test]
fn no_command_writes_an_escape_code_where_nobody_looks_on() {
    let learner = Learner::new();
    for arguments in [
        &["--help"][..],
        &["test", "--help"],
        &[],
        &["list"],
        &["show"],
        &["hint"],
        &["test"],
        &["break"],
        &["test", "--plain"],
        &["list", "--json"],
        &["show", "9.9"],
    ] {
        let mut command = learner.command(arguments);
        let output = text(&command.env("CLICOLOR_FORCE", "1").output().unwrap());
        assert!(!output.contains(ESCAPE), "{arguments:?}: {output:?}");
        assert!(!output.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_plain_build_does_not_look_like_a_hang() {
    let learner = Learner::new();
    let said = at_a_terminal(learner.command(&["test", "squares", "--plain"]));
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines[..2],
        ["builds ch01-tiny…", "runs 2 tests of Square and add…"],
        "{said}"
    );
}

#[test]
fn a_program_gets_json_and_nothing_else() {
    let learner = Learner::new();
    learner.write(SUMS, "pub fn squares(_: &[u32]) -> u32 {\n    7\n}\n");
    for arguments in [
        &[][..],
        &["new", "other"],
        &["list"],
        &["show"],
        &["hint"],
        &["test"],
        &["break"],
        &["break", "not-squared"],
        &["solution", "--all"],
        &["reset", "ch01"],
        &["audit", "squares"],
    ] {
        let output = learner.command(arguments).arg("--json").output().unwrap();
        let result: Result<Value, _> = serde_json::from_slice(&output.stdout);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(result.is_ok(), "{arguments:?}: {said}");
    }
    for arguments in [
        &["show", "9.9"][..],
        &["new", "."],
        &["watch"],
        &["--nonsense"],
        &["solution"],
        &["--help"],
    ] {
        let output = learner.command(arguments).arg("--json").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said, "", "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}
