//! A learner at a terminal, on a course so small that it builds at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_cargo-course");

pub(crate) fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture")
}

/// The tool, on the small course, in a folder.
pub(crate) fn tool(folder: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command
        .current_dir(folder)
        .env("CARGO_COURSE_FROM", fixture())
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("NO_COLOR");
    command
}

/// The small course with one file changed.
pub(crate) fn changed(file: &str, change: impl Fn(String) -> String) -> TempDir {
    let folder = tempfile::tempdir().expect("the course is copied");
    let copied = Command::new("cp")
        .arg("-r")
        .arg(fixture().join("."))
        .arg(folder.path())
        .status()
        .expect("the course is copied");
    assert!(copied.success());
    let path = folder.path().join(file);
    fs::write(
        &path,
        change(fs::read_to_string(&path).expect("the course is copied")),
    )
    .expect("the course is copied");
    folder
}

/// A learner with a workspace of their own. The name is one that people have.
pub(crate) struct Learner {
    _folder: TempDir,
    pub(crate) root: PathBuf,
}

impl Learner {
    pub(crate) fn new() -> Learner {
        let folder = tempfile::tempdir().expect("the test can work in its folder");
        let root = folder.path().join("Übung 1");
        let output = tool(folder.path())
            .arg("new")
            .arg(&root)
            .output()
            .expect("the test can work in its folder");
        assert!(output.status.success(), "{}", text(&output));
        Learner {
            _folder: folder,
            root,
        }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = tool(&self.root);
        command.args(arguments);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments)
            .output()
            .expect("the test can work in its folder")
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self
            .command(arguments)
            .arg("--json")
            .output()
            .expect("the test can work in its folder");
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", text(&output)))
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root.join(file)).expect("the test can work in its folder")
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.root.join(file), text).expect("the test can work in its folder");
    }
}

/// All that was said.
pub(crate) fn text(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8(both).expect("the test can work in its folder")
}
