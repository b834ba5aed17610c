//! A chapter of several crates: what is said of its own is said of those in its folder.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::support::{changed, text, tool};

const POWERS: &str = "ch01-tiny/powers/src/lib.rs";
const SQUARE: &str =
    "//! Powers.\n\n/// The square.\npub fn square(number: u32) -> u32 {\n    number * number\n}\n";

/// The small course, where a square is the work of a crate of its own.
fn course() -> TempDir {
    let course = changed("Cargo.toml", |text| {
        text.replace("\"ch01-tiny\"", "\"ch01-tiny\", \"ch01-tiny/powers\"")
    });
    let root = course.path();
    add(root, POWERS, SQUARE);
    add(
        root,
        "ch01-tiny/powers/tests/others.rs",
        "#[test]\nfn others() {}\n",
    );
    add(
        root,
        "ch01-tiny/powers/Cargo.toml",
        "[package]\nname = \"tiny-powers\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lints]\nworkspace = true\n",
    );
    add(
        root,
        "ch01-tiny/steps/wrong/squares-cubed.rs",
        "//! Three times instead of twice.\n//!\n//! caught by: each_number_is_squared\n//! says: and not 36\n//! hint: How many factors has a square?\n// in powers/src/lib.rs\npub fn square(number: u32) -> u32 {\n    number * number * number\n}\n",
    );
    change(root, "ch01-tiny/Cargo.toml", |text| {
        text + "\n[dependencies]\ntiny-powers = { path = \"powers\" }\n"
    });
    change(root, "ch01-tiny/src/sums.rs", |text| {
        text.replace("number * number", "tiny_powers::square(*number)")
    });
    change(root, "ch01-tiny/steps/steps.toml", |text| {
        text.replace("\"sums::squares\"", "\"sums::squares\", \"powers::square\"")
    });
    course
}

fn add(root: &Path, file: &str, text: &str) {
    let file = root.join(file);
    let folder = file.parent().expect("it is below the root");
    fs::create_dir_all(folder).expect("the course can be written");
    fs::write(file, text).expect("the course can be written");
}

fn change(root: &Path, file: &str, change: impl Fn(String) -> String) {
    let text = fs::read_to_string(root.join(file)).expect("the course has it");
    add(root, file, &change(text));
}

fn run(mut command: Command, course: &TempDir, arguments: &[&str]) -> Output {
    command.env("CARGO_COURSE_FROM", course.path());
    command.args(arguments).output().expect("it was built")
}

#[test]
fn a_function_of_a_crate_in_the_chapters_folder_is_written_by_the_learner() {
    let course = course();
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine");
    let made = run(tool(folder.path()), &course, &["new", "mine"]);
    assert!(made.status.success(), "{}", text(&made));
    let lib = || fs::read_to_string(mine.join("ch01-tiny/powers/src/lib.rs")).unwrap();
    assert!(lib().contains("todo!()"), "{}", lib());
    assert!(
        !mine.join("ch01-tiny/powers/tests").exists(),
        "tests of no step"
    );
    let manifest = fs::read_to_string(mine.join("Cargo.toml")).unwrap();
    assert!(
        manifest.contains("members = [\"ch01-tiny\", \"ch01-tiny/powers\"]"),
        "{manifest}"
    );

    let output = text(&run(tool(&mine), &course, &["test", "squares"]));
    assert!(output.contains(&format!("square {POWERS}:6")), "{output}");
    let taken = run(tool(&mine), &course, &["solution", "squares"]);
    assert!(taken.status.success(), "{}", text(&taken));
    assert!(
        lib().ends_with(SQUARE.strip_prefix("//! Powers.\n").unwrap()),
        "{}",
        lib()
    );
    let done = run(tool(&mine), &course, &["test", "squares"]);
    assert!(done.status.success(), "{}", text(&done));
    let reset = run(tool(&mine), &course, &["reset", "squares"]);
    assert!(reset.status.success(), "{}", text(&reset));
    assert!(lib().contains("todo!()"), "{}", lib());
}

#[test]
fn a_text_that_names_a_file_that_such_a_crate_has_not_fails_the_audit() {
    let course = course();
    change(course.path(), "ch01-tiny/steps/1-squares.md", |text| {
        text + "See `powers/src/lib.rs`, and `powers/src/cubes.rs`.\n"
    });
    let audited = run(
        tool(course.path()),
        &course,
        &["audit", "squares", "--record", "--plain"],
    );
    let output = text(&audited);
    assert!(
        output.contains("1-squares.md:4: `powers/src/cubes.rs` does not exist"),
        "{output}"
    );
    assert!(!output.contains("`powers/src/lib.rs`"), "{output}");
}

#[test]
fn a_step_with_a_function_of_such_a_crate_is_audited() {
    let course = course();
    let audited = run(
        tool(course.path()),
        &course,
        &["audit", "squares", "--record", "--plain"],
    );
    let output = text(&audited);
    assert!(audited.status.success(), "{output}");
    assert!(output.contains("ok     ch01/squares cubed"), "{output}");
}

#[test]
fn a_save_in_such_a_crate_is_seen() {
    let course = course();
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine");
    let made = run(tool(folder.path()), &course, &["new", "mine"]);
    assert!(made.status.success(), "{}", text(&made));
    let taken = run(tool(&mine), &course, &["solution", "squares"]);
    assert!(taken.status.success(), "{}", text(&taken));
    add(&mine, POWERS, &SQUARE.replace("number * number", "todo!()"));
    let mut child = tool(&mine)
        .env("CARGO_COURSE_FROM", course.path())
        .args(["watch", "--plain"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let mut lines = stdout.lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("q quit")));

    add(&mine, POWERS, SQUARE);

    assert!(
        lines.any(|line| line.starts_with("done")),
        "the save was not seen"
    );
    child.stdin.take().unwrap().write_all(b"q\n").unwrap();
    assert!(lines.count() < 1000);
    assert!(child.wait().unwrap().success());
}
