//! Nothing of a learner's is lost, whatever happens to the tool.

use std::fs;
use std::process::Command;

use crate::support::{Learner, changed, fixture, text, tool};
use serde_json::{Value, json};

const STATE: &str = ".course/state.json";

#[test]
fn a_workspace_of_an_older_version_goes_on() {
    let learner = Learner::new();
    let test = "ch01-tiny/tests/step1_squares.rs";
    let mut state: Value = serde_json::from_str(&learner.read(STATE)).unwrap();
    // An older test, laid by an older tool, whose state knew less.
    learner.write(test, "#[test]\nfn old() {}\n");
    let digest = "d7e4ee1f2b2e2bf2b3ef6d6fdd8e1a51ad7fbd7a0ab6dd1f5d4bb4f2ac0a3a51";
    state
        .as_object_mut()
        .unwrap()
        .retain(|key, _| key == "laid" || key == "progress");
    state["laid"][test] = json!(sha256(&learner, test).unwrap_or_else(|| digest.to_owned()));
    learner.write(STATE, &state.to_string());

    let output = learner.run(&["test", "squares"]);

    assert!(
        text(&output).contains("not written yet"),
        "{}",
        text(&output)
    );
    if sha256(&learner, test).is_some() {
        assert!(
            !learner.root.join(format!("{test}.mine")).exists(),
            "an old test is no one's work"
        );
    }
}

fn sha256(learner: &Learner, file: &str) -> Option<String> {
    let output = Command::new("sha256sum")
        .arg(learner.root.join(file))
        .output()
        .ok()?;
    Some(
        String::from_utf8(output.stdout)
            .ok()?
            .split(' ')
            .next()?
            .to_owned(),
    )
}

#[test]
fn a_workspace_of_a_newer_version_and_a_damaged_one_are_named() {
    let learner = Learner::new();
    for (state, words) in [
        ("{\"format\": 99, \"version\": \"9.0\"}", "cargo-course 9.0"),
        ("{", "damaged"),
    ] {
        learner.write(STATE, state);
        let output = learner.run(&["list"]);
        assert!(!output.status.success());
        assert!(text(&output).contains(words), "{}", text(&output));
        assert_eq!(learner.read(STATE), state);
    }
}

#[test]
fn a_new_workspace_is_never_laid_over_something() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let output = tool(folder.path()).args(["new", "."]).output().unwrap();
    assert!(!output.status.success());
    assert!(text(&output).contains("there already"), "{}", text(&output));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_is_wrong_with_the_steps_is_named_by_file_and_line() {
    const TOML: &str = "ch01-tiny/steps/steps.toml";
    const WRONG: &str = "ch01-tiny/steps/wrong/squares-not-squared.rs";
    type Change = (&'static str, &'static str, &'static str, &'static str);
    let changes: [Change; 8] = [
        (
            TOML,
            "minutes = 1",
            "minuets = 1",
            "steps.toml:6: unknown field `minuets`",
        ),
        (
            TOML,
            "\"1-squares.md\"",
            "\"none.md\"",
            "steps.toml:4: ch01-tiny/steps/none.md does not exist",
        ),
        (
            TOML,
            "\"step1_squares\"",
            "\"step1\"",
            "steps.toml:5: ch01-tiny/tests/step1.rs does not exist",
        ),
        (
            TOML,
            "[\"sums::squares\"]",
            "[\"sums::cubes\"]",
            "steps.toml:7: `sums::cubes` does not exist",
        ),
        (
            TOML,
            "hints = [\"What does the kernel watch?\", \"epoll_ctl(2)\"]",
            "hints = []",
            "steps.toml:18: wait has no hints",
        ),
        (
            TOML,
            "name = \"wait\"",
            "name = \"pause\"",
            "steps.toml:12: pause has no wrong answers",
        ),
        (
            WRONG,
            "//! hint:",
            "//!",
            "squares-not-squared.rs:1: has no hint",
        ),
        (
            WRONG,
            "total_of(",
            "total_of((",
            "squares-not-squared.rs:9: its brackets",
        ),
    ];
    for (file, from, to, expected) in changes {
        let course = changed(file, |text| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        });
        let output = tool(course.path())
            .env("CARGO_COURSE_FROM", course.path())
            .arg("list")
            .output()
            .unwrap();
        assert!(!output.status.success());
        assert!(
            text(&output).contains(expected),
            "{expected}:\n{}",
            text(&output)
        );
    }
}

#[test]
fn an_audit_fails_where_a_wrong_answer_is_not_rejected_as_it_says() {
    let course = changed("ch01-tiny/steps/wrong/squares-not-squared.rs", |text| {
        text.replace("says: and not 6", "says: and not 7")
    });
    let output = tool(course.path())
        .env("CARGO_COURSE_FROM", course.path())
        .args(["audit", "squares"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(
        text(&output).contains("nobody says \"and not 7\""),
        "{}",
        text(&output)
    );
}

#[test]
fn a_text_that_names_what_is_not_there_fails_the_audit() {
    let course = changed("ch01-tiny/steps/1-squares.md", |text| {
        text + "See `src/cubes.rs`, `Queue::sleeps`, `Queue::wait`, `cargo course tset` and `cargo course test STEP`.\n"
    });
    let output = tool(course.path())
        .env("CARGO_COURSE_FROM", course.path())
        .args(["audit", "squares", "--json"])
        .output()
        .unwrap();

    let matrix: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = [
        "`src/cubes.rs` does not exist",
        "`Queue::sleeps` is nowhere in ch01-tiny",
        "`cargo course tset` is no command",
    ];
    let expected: Vec<String> = expected
        .iter()
        .map(|what| format!("ch01-tiny/steps/1-squares.md:4: {what}"))
        .collect();
    assert_eq!(matrix["texts"], json!(expected), "{}", text(&output));
    assert!(!output.status.success());
}

#[test]
fn a_record_that_is_out_of_date_fails_the_audit_until_it_is_made_again() {
    let file = "ch01-tiny/steps/outcomes.json";
    let course = changed(file, |text| {
        text.replace("\"not-squared\"", "\"forgotten\"")
            .replace("nothing_sums_to_nothing", "nothing_is_nothing")
    });
    let audit = |arguments: &[&str]| {
        let mut command = tool(course.path());
        command.env("CARGO_COURSE_FROM", course.path());
        command.args(["audit", "squares", "--json"]).args(arguments);
        command.output().unwrap()
    };

    let output = audit(&[]);

    let matrix: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = [
        "knows nothing of squares-not-squared",
        "speaks of squares-forgotten, which is gone",
        "speaks of the test nothing_is_nothing, which ch01/squares has not",
    ];
    let command = "type `cargo run -p cargo-course -- audit ch01 --record`";
    let expected: Vec<String> = expected
        .iter()
        .map(|what| format!("{file}:1: {what}: {command}"))
        .collect();
    assert_eq!(matrix["texts"], json!(expected), "{}", text(&output));
    assert!(!output.status.success());

    let output = audit(&["--record"]);
    assert!(output.status.success(), "{}", text(&output));
    assert!(audit(&[]).status.success());
    let recorded = fs::read_to_string(course.path().join(file)).unwrap();
    let ours = fs::read_to_string(fixture().join(file)).unwrap();
    assert_eq!(recorded, ours);
}
