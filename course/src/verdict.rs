//! What a test's run means.

use std::process::ExitStatus;
use std::time::Duration;

use serde::Serialize;

use crate::evidence::Evidence;
use crate::runner::{End, Run};

/// A test, and how it went.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TestResult {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) verdict: Verdict,
    #[serde(rename = "took_ms", serialize_with = "as_ms")]
    pub(crate) took: Duration,
}

/// What a test's run means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub(crate) enum Verdict {
    Passed,
    /// It does not apply here.
    Ignored,
    /// It came to a `todo!()`: the start.
    NotWritten {
        at: Option<String>,
    },
    /// It objects.
    Failed {
        message: String,
        at: Option<String>,
    },
    /// A signal ended it.
    Crashed {
        message: String,
    },
    /// Its deadline was over.
    Hung(Evidence),
}

impl Verdict {
    /// What it says, as one text to look for words in.
    pub(crate) fn message(&self) -> String {
        match self {
            Verdict::Passed | Verdict::Ignored => String::new(),
            Verdict::NotWritten { .. } => "not written yet".to_owned(),
            Verdict::Failed { message, .. } | Verdict::Crashed { message } => message.clone(),
            Verdict::Hung(evidence) => evidence.to_string(),
        }
    }

    /// Whether the step is open because of it.
    pub(crate) fn is_red(&self) -> bool {
        !matches!(self, Verdict::Passed | Verdict::Ignored)
    }
}

impl TestResult {
    pub(crate) fn of(name: &str, run: Run) -> TestResult {
        TestResult {
            name: name.to_owned(),
            took: run.took,
            verdict: verdict(run),
        }
    }
}

fn verdict(run: Run) -> Verdict {
    let panics = panics(&run.stderr);
    let todo = panics
        .iter()
        .find(|panic| panic.message.starts_with("not yet implemented"));
    if let Some(panic) = todo
        && !matches!(&run.end, End::Exited(status) if status.success())
    {
        return Verdict::NotWritten {
            at: Some(panic.at.clone()),
        };
    }
    match run.end {
        End::Exited(status) if status.success() => match run.stdout.contains("1 passed") {
            true => Verdict::Passed,
            false if run.stdout.contains("1 ignored") => Verdict::Ignored,
            // A learner's code may call `exit(0)`.
            false => Verdict::Failed {
                message: "the test's process ended before the test was over".to_owned(),
                at: None,
            },
        },
        End::Exited(status) => ended(status, &panics, &run.stdout, &run.stderr),
        End::Expired(evidence) => match panics.first() {
            // The harness has ended: what a thread still does that was left behind is no one's concern.
            Some(panic) if run.stdout.contains("test result: FAILED") => Verdict::Failed {
                message: panic.message.clone(),
                at: Some(panic.at.clone()),
            },
            Some(panic) => Verdict::Failed {
                message: format!(
                    "{}\nand then it went on for ever: {evidence}",
                    panic.message
                ),
                at: Some(panic.at.clone()),
            },
            None => Verdict::Hung(evidence),
        },
    }
}

fn ended(status: ExitStatus, panics: &[Panic], stdout: &str, stderr: &str) -> Verdict {
    if let Some(signal) = signal(status) {
        let words: Vec<&str> = stderr
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(6)
            .collect();
        let said = words.join("\n");
        return Verdict::Crashed {
            message: format!("ended by {signal}\n{said}").trim().to_owned(),
        };
    }
    // `should_panic` objects on stdout.
    let objection = stdout.lines().find_map(|line| line.strip_prefix("note: "));
    if let Some(objection) = objection {
        if stdout.contains("not yet implemented") {
            return Verdict::NotWritten {
                at: panics.first().map(|panic| panic.at.clone()),
            };
        }
        let after = stdout.split("note: ").nth(1).unwrap_or(objection);
        let message: Vec<&str> = after
            .lines()
            .take_while(|line| !line.trim().is_empty())
            .collect();
        return Verdict::Failed {
            message: message.join("\n"),
            at: panics.first().map(|panic| panic.at.clone()),
        };
    }
    match panics.first() {
        Some(panic) => Verdict::Failed {
            message: panic.message.clone(),
            at: Some(panic.at.clone()),
        },
        None => {
            let last = stderr.lines().rev().find(|line| !line.trim().is_empty());
            let said = last
                .map(|line| format!(": {}", line.trim()))
                .unwrap_or_default();
            Verdict::Failed {
                message: format!("it ended with {status}{said}"),
                at: None,
            }
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Panic {
    /// `FILE:LINE:COLUMN`.
    at: String,
    message: String,
}

/// The panics that std has reported, in order.
fn panics(stderr: &str) -> Vec<Panic> {
    let mut panics: Vec<Panic> = Vec::new();
    let mut is_inside = false;
    for line in stderr.lines() {
        let place = line
            .strip_prefix("thread '")
            .and_then(|line| line.split_once(" panicked at "));
        if let Some((_, at)) = place {
            is_inside = true;
            panics.push(Panic {
                at: plain_path(at.trim_end_matches(':')),
                message: String::new(),
            });
        } else if line.starts_with("note: run with `RUST_BACKTRACE")
            || line.starts_with("test result:")
        {
            is_inside = false;
        } else if let (true, Some(panic)) = (is_inside, panics.last_mut()) {
            panic.message.push_str(line);
            panic.message.push('\n');
        }
    }
    for panic in &mut panics {
        panic.message.truncate(panic.message.trim_end().len());
    }
    panics
}

/// `a/tests/../src/b.rs`, from a `#[path]`, as `a/src/b.rs`.
fn plain_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            ("..", Some(&above)) if above != ".." && !above.is_empty() => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<String> {
    use std::os::unix::process::ExitStatusExt;
    // `signal: 11 (SIGSEGV)`, as std writes it.
    let text = status.to_string();
    status.signal()?;
    let name = text.split(['(', ')']).nth(1).map(str::to_owned);
    Some(name.unwrap_or(text))
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<String> {
    None
}

fn as_ms<S: serde::Serializer>(took: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(took.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Class;

    #[test]
    fn a_panic_is_read_with_all_its_lines() {
        let stderr = "\nthread 'main' (12) panicked at a/b.rs:3:5:\nassertion failed\n  left: 1\n right: 2\n\
                      note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\nelse\n";
        let expected = Panic {
            at: "a/b.rs:3:5".to_owned(),
            message: "assertion failed\n  left: 1\n right: 2".to_owned(),
        };
        assert_eq!(panics(stderr), [expected]);
    }

    #[test]
    fn a_path_has_no_way_back() {
        assert_eq!(plain_path("a/tests/../src/b.rs:1:2"), "a/src/b.rs:1:2");
        assert_eq!(plain_path("../a.rs"), "../a.rs");
    }

    #[test]
    fn a_failure_is_shown_alone_where_the_harness_has_said_it() {
        let run = |stdout: &str| Run {
            end: End::Expired(Evidence {
                class: Class::Blocked,
                lines: vec!["thread left is blocked in read".to_owned()],
            }),
            stdout: stdout.to_owned(),
            stderr: "thread 'main' (1) panicked at x.rs:1:1:\none\n".to_owned(),
            took: Duration::from_secs(5),
        };
        let said = verdict(run("test result: FAILED. 0 passed; 1 failed"));
        assert_eq!(said.message(), "one");
        let went_on = verdict(run(""));
        assert!(
            went_on.message().contains("went on for ever"),
            "{went_on:?}"
        );
    }

    #[test]
    fn two_threads_panic_twice() {
        let stderr =
            "thread 'a' panicked at x.rs:1:1:\none\n\nthread 'b' panicked at y.rs:2:2:\ntwo\n";
        let messages: Vec<String> = panics(stderr)
            .into_iter()
            .map(|panic| panic.message)
            .collect();
        assert_eq!(messages, ["one", "two"]);
    }
}
