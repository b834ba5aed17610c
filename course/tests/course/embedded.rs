//! The course in the binary.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::BINARY;

#[test]
fn a_learner_gets_the_versions_of_the_course_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("mine");
    let made = Command::new(BINARY)
        .arg("new")
        .arg(&root)
        .env_remove("CARGO_COURSE_FROM")
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let said = String::from_utf8_lossy(&made.stdout);
    assert!(!said.contains("That failed"), "{said}");

    // What cargo has made of it by fetching.
    let course = packages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"));
    let mine = packages(&root.join("Cargo.lock"));
    assert!(!mine.is_empty());
    let strange: Vec<_> = mine.difference(&course).collect();
    assert!(strange.is_empty(), "not of the course: {strange:?}");
    assert!(
        !mine.iter().any(|(name, _)| name == "cargo-course"),
        "the tool is no one's dependency"
    );
}

/// The names and versions in a lock file.
fn packages(file: &Path) -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(file).expect("a lock file");
    let values = |key: &str| -> Vec<String> {
        let lines = text
            .lines()
            .filter_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        lines
            .map(|value| value.trim_matches('"').to_owned())
            .collect()
    };
    // The first `version` is the file's own.
    let versions = values("version").into_iter().skip(1);
    values("name").into_iter().zip(versions).collect()
}

#[test]
fn cargo_may_call_it() {
    let output = Command::new(BINARY)
        .args(["course", "--version"])
        .output()
        .unwrap();
    assert!(output.status.success());
}
