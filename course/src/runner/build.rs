//! One cargo call builds the tests of many steps.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use super::interrupt::Running;
use super::process::in_group;
use crate::course::{Chapter, Member};

/// How long cargo may say nothing. No crate takes so long to compile, but a macro that the learner writes
/// runs in the compiler, and may never end.
const LONGEST_SILENCE: Duration = Duration::from_secs(180);

const NO_END: &str = "the compiler came to no end, and was ended: a macro runs in it, so look for a loop in what the macro calls";

/// How to build.
#[derive(Debug, Clone, Default)]
pub(crate) struct BuildOptions {
    /// Where cargo puts what it builds; its own choice if `None`.
    pub(crate) target_dir: Option<PathBuf>,
    /// A feature beside those that the steps need.
    pub(crate) feature: Option<String>,
    /// Whether the compiler's words are to be coloured.
    pub(crate) colour: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Built {
    /// The executables, by test target.
    pub(crate) tests: BTreeMap<String, PathBuf>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What cargo said where the compiler said nothing.
    pub(crate) cargo_error: Option<String>,
    /// The compiler came to no end.
    pub(crate) is_endless: bool,
}

/// A warning or an error, as the compiler writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Diagnostic {
    pub(crate) is_error: bool,
    pub(crate) text: String,
    /// The first line of it.
    pub(crate) message: String,
}

impl Built {
    /// The errors alone.
    pub(crate) fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.is_error)
    }
}

/// Builds the tests that are named, each as far as it compiles.
///
/// # Errors
/// If cargo cannot be started.
pub(crate) fn build(
    root: &Path,
    chapter: &Chapter,
    tests: &[&str],
    options: &BuildOptions,
) -> Result<Built> {
    let built = build_together(root, chapter, tests, options)?;
    // cargo stops at the first target that doesn't compile; the others deserve a verdict too.
    if built.tests.len() == tests.len() || tests.len() == 1 || library_is_broken(chapter, &built) {
        return Ok(built);
    }
    let mut together = Built::default();
    for test in tests {
        let alone = build_together(root, chapter, &[test], options)?;
        together.tests.extend(alone.tests);
        let known = |diagnostic: &Diagnostic| together.diagnostics.contains(diagnostic);
        let new: Vec<Diagnostic> = alone
            .diagnostics
            .into_iter()
            .filter(|new| !known(new))
            .collect();
        together.diagnostics.extend(new);
        together.cargo_error = together.cargo_error.or(alone.cargo_error);
    }
    Ok(together)
}

fn library_is_broken(chapter: &Chapter, built: &Built) -> bool {
    let is_in_a_library = |error: &Diagnostic| {
        let text = strip(&error.text);
        let mut sources = chapter.members.iter().map(Member::sources);
        sources.any(|sources| text.contains(&format!("--> {sources}/")))
    };
    built.cargo_error.is_some() || built.errors().any(is_in_a_library)
}

fn strip(text: &str) -> String {
    console::strip_ansi_codes(text).into_owned()
}

fn build_together(
    root: &Path,
    chapter: &Chapter,
    tests: &[&str],
    options: &BuildOptions,
) -> Result<Built> {
    let mut command = cargo(root, options);
    command.args(["test", "--no-run", "--package", &chapter.folder]);
    if !chapter.default_features {
        command.arg("--no-default-features");
    }
    if let Some(feature) = &options.feature {
        command.args(["--features", feature]);
    }
    for test in tests {
        command.args(["--test", test]);
    }
    run(command, options)
}

/// Type-checks the whole workspace, demos included.
///
/// # Errors
/// If cargo cannot be started.
pub(crate) fn check_all(root: &Path, options: &BuildOptions) -> Result<Built> {
    let mut command = cargo(root, options);
    command.args(["check", "--workspace", "--all-targets"]);
    run(command, options)
}

/// A call of cargo in a workspace.
pub(crate) fn cargo(root: &Path, options: &BuildOptions) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(root);
    if let Some(target_dir) = &options.target_dir {
        command.env("CARGO_TARGET_DIR", target_dir);
    }
    command
}

/// What to do without cargo.
pub(crate) fn cannot_start(program: &OsStr) -> String {
    format!(
        "{} cannot be started: need Rust (https://rustup.rs), with cargo on the PATH",
        program.display()
    )
}

fn run(mut command: Command, options: &BuildOptions) -> Result<Built> {
    let format = match options.colour {
        true => "--message-format=json-diagnostic-rendered-ansi",
        false => "--message-format=json",
    };
    command.arg(format).arg("--color=never");
    let said = listen(command, LONGEST_SILENCE)?;
    let mut built = Built::default();
    for line in &said.messages {
        if let Ok(message) = serde_json::from_str(line) {
            built.take(&message);
        }
    }
    match said.status {
        None => {
            built.is_endless = true;
            built.cargo_error = Some(NO_END.to_owned());
        }
        Some(status) if !status.success() && built.errors().next().is_none() => {
            built.cargo_error = Some(said.words.join("\n").trim().to_owned());
        }
        Some(_) => {}
    }
    Ok(built)
}

/// What cargo said until it ended.
struct Said {
    /// On stdout.
    messages: Vec<String>,
    /// On stderr.
    words: Vec<String>,
    /// `None` if it was ended.
    status: Option<ExitStatus>,
}

enum Line {
    Message(String),
    Word(String),
}

/// Runs cargo until it ends, or is silent for too long; then it is ended, and so is what it has started.
fn listen(mut command: Command, longest_silence: Duration) -> Result<Said> {
    let program = command.get_program().to_owned();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = in_group(command)
        .spawn()
        .with_context(|| cannot_start(&program))?;
    let _running = Running::new(child.id());
    let (sender, lines) = mpsc::channel();
    tell_lines(child.stdout().take(), Line::Message, sender.clone());
    tell_lines(child.stderr().take(), Line::Word, sender);
    let (mut messages, mut words) = (Vec::new(), Vec::new());
    let status = loop {
        match lines.recv_timeout(longest_silence) {
            Ok(Line::Message(line)) => messages.push(line),
            Ok(Line::Word(line)) => words.push(line),
            // Another cargo builds here, and that one may take its time.
            Err(RecvTimeoutError::Timeout) if is_blocked(&words) => {}
            // Something that it has started may hold its pipes.
            Err(RecvTimeoutError::Timeout) if child.try_wait()?.is_none() => {
                child.start_kill()?;
                child.wait()?;
                break None;
            }
            Err(_) => break Some(child.wait()?),
        }
    };
    Ok(Said {
        messages,
        words,
        status,
    })
}

fn tell_lines(
    source: Option<impl Read + Send + 'static>,
    kind: fn(String) -> Line,
    lines: Sender<Line>,
) {
    let Some(source) = source else { return };
    thread::spawn(move || {
        for bytes in BufReader::new(source).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&bytes).into_owned();
            if lines.send(kind(line)).is_err() {
                return;
            }
        }
    });
}

fn is_blocked(words: &[String]) -> bool {
    let last = words.last();
    last.is_some_and(|line| line.trim_start().starts_with("Blocking"))
}

impl Built {
    fn take(&mut self, message: &Value) {
        match message["reason"].as_str() {
            Some("compiler-artifact") => {
                let name = message["target"]["name"].as_str();
                // A manifest may give a test's name to another file.
                let source = message["target"]["src_path"].as_str().map(Path::new);
                let is_test = message["target"]["kind"][0] == "test"
                    && source
                        .zip(name)
                        .is_some_and(|(source, name)| source.ends_with(format!("tests/{name}.rs")));
                if let (Some(name), Some(file), true) =
                    (name, message["executable"].as_str(), is_test)
                {
                    self.tests.insert(name.to_owned(), PathBuf::from(file));
                }
            }
            Some("compiler-message") => {
                let message = &message["message"];
                let is_error = message["level"] == "error";
                let text = message["rendered"]
                    .as_str()
                    .unwrap_or_default()
                    .trim_end()
                    .to_owned();
                let first = message["message"].as_str().unwrap_or_default();
                let diagnostic = Diagnostic {
                    is_error,
                    text,
                    message: first.to_owned(),
                };
                // The last line only counts the others.
                let is_a_count = message["spans"].as_array().is_none_or(Vec::is_empty)
                    && (first.starts_with("aborting due to")
                        || first.contains("warning emitted")
                        || first.contains("warnings emitted"));
                let is_news = matches!(message["level"].as_str(), Some("error" | "warning"));
                if is_news && !is_a_count && !self.diagnostics.contains(&diagnostic) {
                    self.diagnostics.push(diagnostic);
                }
            }
            _ => {}
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str) -> Said {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        listen(command, Duration::from_millis(300)).expect("sh is there")
    }

    #[test]
    fn a_build_that_says_nothing_more_is_ended_with_what_it_has_started() {
        // The second holds the pipes open as long as it lives.
        let said = sh("echo one; sleep 1000 & sleep 1000");
        assert_eq!(said.messages, ["one"]);
        assert!(said.status.is_none());
    }

    #[test]
    fn a_build_that_waits_for_another_one_is_not_ended() {
        let said = sh("echo '    Blocking waiting for file lock' >&2; sleep 1; echo one");
        assert_eq!(said.messages, ["one"]);
        assert!(said.status.is_some_and(|status| status.success()));
    }

    #[test]
    fn a_long_build_that_goes_on_is_not_ended() {
        let said = sh("for i in 1 2 3 4 5; do sleep 0.1; echo $i; done; exit 3");
        assert_eq!(said.messages.len(), 5);
        assert_eq!(said.status.and_then(|status| status.code()), Some(3));
    }
}
