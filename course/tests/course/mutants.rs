//! Every mutant is rejected or listed. What cargo-mutants says is recorded, so that it isn't needed.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{changed, text, tool};

const SUMS: &str = "ch01-tiny/src/sums.rs";
const LIST: &str = "ch01-tiny/steps/mutants.toml";
const TEST: &str = "ch01-tiny/tests/step1_squares.rs";

/// `cargo mutants --list --json` of version 27.1.0, without the diffs.
const RECORDED: &str = include_str!("../recorded/squares.json");

/// The small course as it is.
fn course() -> TempDir {
    changed(SUMS, |text| text)
}

fn list(course: &TempDir, entries: &[(&str, &str)]) {
    let entry = |(mutant, more): &(&str, &str)| {
        format!(
            "[[no_fault]]\nfile = \"src/sums.rs\"\nmutant = \"{mutant}\"\n{more}why = \"As.\"\n"
        )
    };
    let entries: Vec<String> = entries.iter().map(entry).collect();
    write(&course.path().join(LIST), &entries.join("\n"));
}

fn write(file: &Path, text: &str) {
    fs::write(file, text).expect("the test can work in its folder");
}

/// A mutant of the first `from` in `file`, as cargo-mutants would list it.
fn mutant(course: &TempDir, file: &str, from: &str, to: &str) -> Value {
    let text = fs::read_to_string(course.path().join(file)).expect("the course is there");
    let start = text.find(from).expect("the text is there");
    let line = text[..start].matches('\n').count() + 1;
    let column = start - text[..start].rfind('\n').map_or(0, |newline| newline + 1) + 1;
    let end = column + from.len();
    json!({
        "name": format!("{file}:{line}:{column}: replace {from} with {to}"),
        "file": file,
        "span": { "start": { "line": line, "column": column }, "end": { "line": line, "column": end } },
        "replacement": to,
    })
}

/// The audit of the first step's mutants, where cargo-mutants says `listed`.
fn audit(course: &TempDir, listed: &str, arguments: &[&str]) -> Output {
    let home = tempfile::tempdir().expect("the test can work in its folder");
    write(&home.path().join("listed.json"), listed);
    let program = home.path().join("bin/cargo-mutants");
    fs::create_dir(home.path().join("bin")).expect("the test can work in its folder");
    write(&program, "#!/bin/sh\ncat \"$CARGO_HOME/listed.json\"\n");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))
        .expect("the test can work in its folder");
    tool(course.path())
        .env("CARGO_COURSE_FROM", course.path())
        .env("CARGO_HOME", home.path())
        .args(["audit", "--mutants", "squares"])
        .args(arguments)
        .output()
        .expect("the tool can be run")
}

fn matrix(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", text(output)))
}

#[test]
fn mutants_that_are_rejected_are_counted() {
    let output = audit(&course(), RECORDED, &["--json"]);

    let matrix = matrix(&output);
    assert_eq!(
        matrix["mutants"],
        json!([{
            "step": "ch01/squares", "mutants": 5, "rejected": 4,
            "unviable": 1, "elsewhere": 0, "no_fault": 0, "faults": 0,
        }]),
        "{matrix}"
    );
    assert!(output.status.success(), "{}", text(&output));
}

#[test]
fn a_mutant_that_is_neither_rejected_nor_listed_fails_the_audit() {
    // Only the sum of nothing is tested.
    let course = changed(TEST, |text| text.replace("sum, 14", "sum, sum"));
    list(
        &course,
        &[
            ("replace squares -> u32 with 0", ""),
            ("replace * with + in squares", ""),
        ],
    );

    let output = audit(&course, RECORDED, &["--plain"]);

    let said = text(&output);
    let survivor = "ch01/squares ch01-tiny/src/sums.rs:8: replace * with / in squares";
    assert!(said.contains(&format!("FAILED  {survivor}")), "{said}");
    assert!(
        said.contains("need a test, or an entry in ch01-tiny/steps/mutants.toml"),
        "{said}"
    );
    assert!(
        said.contains("replace * with + in squares no fault: As."),
        "{said}"
    );
    assert!(
        said.contains("5 mutants: 1 rejected, 1 do not compile, 2 no fault, 1 NOT REJECTED"),
        "{said}"
    );
    assert!(!output.status.success());
}

#[test]
fn an_entry_that_is_stale_is_named_by_file_and_line() {
    let course = course();
    list(
        &course,
        &[
            ("replace * with + in squares", ""),
            ("replace * with - in squares", ""),
        ],
    );

    let output = audit(&course, RECORDED, &["--json"]);

    let matrix = matrix(&output);
    let problems: Vec<&str> = matrix["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["problems"][0].as_str())
        .collect();
    assert_eq!(
        problems,
        [format!("{LIST}:1: this mutant is rejected: need no entry")]
    );
    let gone = "`replace * with - in squares` in src/sums.rs is no mutant any more: need no entry";
    assert_eq!(matrix["texts"], json!([format!("{LIST}:6: {gone}")]));
    assert!(!output.status.success());
}

#[test]
fn a_list_that_is_not_understood_is_named_by_file_and_line() {
    let course = course();
    list(
        &course,
        &[("replace * with + in squares", "colour = \"red\"\n")],
    );

    let output = audit(&course, RECORDED, &[]);

    let said = text(&output);
    assert!(
        said.contains(&format!("{LIST}:4: unknown field `colour`")),
        "{said}"
    );
    assert!(!output.status.success());
}

#[test]
fn a_name_in_several_lines_needs_the_line_that_is_meant() {
    let course = changed(SUMS, |text| {
        text.replace(
            "total_of(n",
            "let sum = 2 | 1;\n    let _ = 4 | sum;\n    total_of(n",
        )
    });
    // Called by their file, place and change; each `|` is the first of its line.
    let [one, other] = ["2 | 1", "4 | sum"].map(|code| {
        let mut mutant = mutant(&course, SUMS, code, &code.replace('|', "^"));
        let place = mutant["name"]
            .as_str()
            .unwrap()
            .split(" replace")
            .next()
            .unwrap()
            .to_owned();
        mutant["name"] = json!(format!("{place} replace | with ^ in squares"));
        mutant
    });
    let listed = json!([one, other]).to_string();
    let name = "replace | with ^ in squares";

    list(&course, &[(name, "")]);
    let vague = audit(&course, &listed, &["--json"]);
    let codes = ["let sum = 2 | 1;", "let _ = 4 | sum;"].map(|code| format!("code = \"{code}\"\n"));
    list(&course, &[(name, &codes[0]), (name, &codes[1])]);
    let exact = audit(&course, &listed, &["--json"]);
    list(&course, &[(name, &codes[0])]);
    let only_one = audit(&course, &listed, &["--json"]);

    let fault = &matrix(&vague)["texts"][0];
    assert!(
        fault
            .as_str()
            .is_some_and(|fault| fault.contains("need `code`")),
        "{fault}"
    );
    assert!(exact.status.success(), "{}", text(&exact));
    assert!(!only_one.status.success(), "{}", text(&only_one));
}

#[test]
fn what_does_not_compile_or_is_for_other_systems_is_counted_apart() {
    let course = changed(SUMS, |text| {
        let other =
            "#[cfg(target_os = \"none\")]\npub fn squares(_: &[u32]) -> u32 {\n    111\n}\n";
        text + other
    });
    let listed = json!([
        mutant(&course, SUMS, "number * number", "\"\""),
        mutant(&course, SUMS, "111", "222"),
    ]);

    let output = audit(&course, &listed.to_string(), &["--markdown"]);

    let said = text(&output);
    assert!(
        said.contains("| ch01/squares | 2 | 0 | 1 | 1 | 0 | 0 |"),
        "{said}"
    );
    assert!(
        said.contains("replace 111 with 222` | is for other systems alone |"),
        "{said}"
    );
    assert!(output.status.success(), "{said}");
}

#[test]
fn without_cargo_mutants_it_says_what_to_install() {
    let course = course();
    let home = tempfile::tempdir().unwrap();
    let path = env::var_os("PATH").unwrap_or_default();
    let has_none = |folder: &PathBuf| !folder.join("cargo-mutants").exists();
    let path = env::join_paths(env::split_paths(&path).filter(has_none)).unwrap();
    let output = tool(course.path())
        .env("CARGO_COURSE_FROM", course.path())
        .env("CARGO_HOME", home.path())
        .env("CARGO", env!("CARGO"))
        .env("PATH", path)
        .args(["audit", "--mutants"])
        .output()
        .unwrap();

    let said = text(&output);
    assert!(
        said.contains("`cargo install --locked cargo-mutants`"),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(2), "{said}");
}
