//! A demo program as a process, whose output is read as it comes, and which cannot hang a test.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Empty, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

#[cfg(unix)]
use super::peer::Gate;

/// Whoever takes so long takes for ever.
pub(crate) const FOR_EVER: Duration = Duration::from_secs(60);

/// What is told of a request for which no descriptor was left.
#[cfg(unix)]
const NO_DESCRIPTOR: &str = "failed: Too many open files";

/// A program that has been built with the tests, and its arguments.
#[derive(Debug)]
pub(crate) struct Program {
    command: Command,
}

/// On Windows a process that is started inherits what others are about to be given and the
/// sockets that are just being accepted, and none of those closes before it ends. So there one
/// demo runs at a time. `None`: as many as like.
type Turn = Option<std::sync::MutexGuard<'static, ()>>;

#[cfg(windows)]
fn turn() -> Turn {
    static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());
    Some(TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
}

#[cfg(not(windows))]
const fn turn() -> Turn {
    None
}

/// A process, and what it says.
#[derive(Debug)]
pub(crate) struct Running {
    _turn: Turn,
    child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

/// What is left of a process.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) status: ExitStatus,
}

impl Program {
    pub(crate) fn new(executable: &str) -> Program {
        Program::within("", executable)
    }

    /// In a shell that has run `limits` before.
    #[cfg(unix)]
    pub(crate) fn limited(limits: &str, executable: &str) -> Program {
        Program::within(limits, executable)
    }

    /// A program of another processor is started by the runner that Cargo itself uses.
    fn within(limits: &str, executable: &str) -> Program {
        let runner = std::env::var("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER");
        let runner = runner.unwrap_or_default();
        let runner = runner
            .split_whitespace()
            .filter(|_| cfg!(target_arch = "aarch64"));
        let script = format!("{limits} && exec \"$@\"");
        let shell = ["sh", "-c", &script, "sh"];
        let shell = shell.into_iter().filter(|_| !limits.is_empty());
        let mut words = shell.chain(runner).chain([executable]);

        let mut command = Command::new(words.next().expect("the executable is one"));
        command.args(words).stdin(Stdio::null());
        command.env_remove("NO_COLOR");
        Program { command }
    }

    pub(crate) fn args(mut self, arguments: &str) -> Program {
        self.command.args(arguments.split_whitespace());
        self
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Program {
        self.command.arg(argument);
        self
    }

    pub(crate) fn server(self, address: SocketAddr) -> Program {
        self.arg("--server").arg(address.to_string())
    }

    #[cfg(unix)]
    pub(crate) fn env(mut self, name: &str, value: &str) -> Program {
        self.command.env(name, value);
        self
    }

    /// Runs it to its end.
    pub(crate) fn run(self) -> Ran {
        self.start().finish()
    }

    pub(crate) fn start(self) -> Running {
        self.start_with(Stdio::piped(), None::<Empty>)
    }

    /// Starts it; what it says to `stdout` comes out of `reader`, or of the pipe that it is.
    pub(crate) fn start_with(
        mut self,
        stdout: Stdio,
        reader: Option<impl Read + Send + 'static>,
    ) -> Running {
        let turn = turn();
        self.command.stdout(stdout).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the program was built");
        let stdout = match (child.stdout.take(), reader) {
            (Some(pipe), None) => lines(pipe),
            (_, Some(reader)) => lines(reader),
            (None, None) => lines(std::io::empty()),
        };
        let stderr = lines(child.stderr.take().expect("stderr is piped"));
        Running {
            _turn: turn,
            child,
            stdout,
            stderr,
        }
    }

    /// Starts it, reads a line, and then closes stdout, as `head -1` does.
    pub(crate) fn start_head(mut self) -> Running {
        let turn = turn();
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the program was built");
        let stdout = child.stdout.take().expect("stdout is piped");
        let mut line = String::new();
        BufReader::with_capacity(1, stdout)
            .read_line(&mut line)
            .expect("it prints UTF-8");
        Running {
            _turn: turn,
            stdout: lines(std::io::Cursor::new(line)),
            stderr: lines(child.stderr.take().expect("stderr is piped")),
            child,
        }
    }

    /// Runs it to its end with nobody to read what it says.
    pub(crate) fn run_unheard(mut self) -> ExitStatus {
        let _turn = turn();
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the program was built");
        drop((child.stdout.take(), child.stderr.take()));
        child.wait().expect("it is this process's child")
    }
}

impl Running {
    #[cfg(target_os = "linux")]
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it is this process's child");
    }

    /// The next line of stdout; `None` at its end.
    pub(crate) fn line(&mut self) -> Option<String> {
        self.next(|running| &running.stdout)
    }

    /// Reads until nobody has stdout and stderr any more, and takes the status.
    ///
    /// A delay server that the program has started has its stderr too. So this is also the
    /// end of that server.
    pub(crate) fn finish(mut self) -> Ran {
        let stdout = std::iter::from_fn(|| self.next(|running| &running.stdout)).collect();
        let stderr = std::iter::from_fn(|| self.next(|running| &running.stderr)).collect();
        let status = self.child.wait().expect("it is this process's child");
        Ran {
            stdout,
            stderr,
            status,
        }
    }

    /// As [`finish`](Running::finish); opens the gate when so many requests have found no
    /// descriptor.
    #[cfg(unix)]
    pub(crate) fn finish_through(mut self, gate: &Gate, without: usize) -> Ran {
        let (mut stdout, mut failed) = (String::new(), 0);
        while let Some(line) = self.line() {
            failed += usize::from(line.contains(NO_DESCRIPTOR));
            stdout += &line;
            if failed == without {
                gate.open();
            }
        }
        Ran {
            stdout,
            ..self.finish()
        }
    }

    fn next(&mut self, of: impl Fn(&Running) -> &Receiver<String>) -> Option<String> {
        match of(self).recv_timeout(FOR_EVER) {
            Ok(line) => Some(line),
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                self.kill();
                panic!("it hangs, or a child that it has left behind does");
            }
        }
    }
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        while stream.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
            let text = String::from_utf8(std::mem::take(&mut line)).expect("it prints UTF-8");
            // Who has dropped the receiver wants no more.
            drop(sender.send(text));
        }
    });
    receiver
}

impl Ran {
    /// Asserts that all went well, and that nothing was complained about.
    #[track_caller]
    pub(crate) fn succeeded(self) -> Ran {
        assert!(self.status.success() && self.stderr.is_empty(), "{self:#?}");
        self
    }

    /// Asserts that it ended with a status of its own, and not by a panic.
    #[track_caller]
    pub(crate) fn failed(self) -> Ran {
        assert_eq!(self.status.code(), Some(1), "{self:#?}");
        assert!(!self.stderr.contains("panicked"), "{self:#?}");
        self
    }

    /// What stdout says of each request: `answered …` or `failed: …`. Each is there once.
    #[track_caller]
    pub(crate) fn outcomes(&self) -> BTreeMap<usize, String> {
        let mut outcomes = BTreeMap::new();
        for line in self.stdout.lines() {
            let Some((number, outcome)) = outcome(line) else {
                continue;
            };
            let before = outcomes.insert(number, outcome.to_owned());
            assert_eq!(
                before, None,
                "request-{number} came to an end twice: {self:#?}"
            );
        }
        outcomes
    }

    /// Asserts that each of `requests` was answered with its own message.
    #[track_caller]
    pub(crate) fn answered_all(&self, requests: usize) {
        let expected = (1..=requests).map(|k| (k, format!("answered \"request-{k}\"")));
        assert_eq!(self.outcomes(), expected.collect(), "{self:#?}");
    }

    /// Asserts that each of `requests` was answered or found no descriptor, and that some did not.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn assert_short_of_descriptors(&self, requests: usize) {
        let outcomes = self.outcomes();
        assert_eq!(outcomes.len(), requests, "{self:#?}");
        let failed = outcomes
            .values()
            .filter(|told| told.contains(NO_DESCRIPTOR));
        let failed = failed.count();
        let answered =
            |(number, told): &(&usize, &String)| **told == format!("answered \"request-{number}\"");
        let answered = outcomes.iter().filter(answered).count();
        assert!(
            failed > 0 && answered > 0 && failed + answered == requests,
            "{self:#?}"
        );
        assert_eq!(
            self.stderr,
            format!("error: {failed} of {requests} requests failed\n")
        );
    }

    /// Asserts that all of stdout is ASCII, and steers no terminal.
    #[track_caller]
    pub(crate) fn assert_plain(&self) {
        let plain = |c: char| c == '\n' || c == ' ' || c.is_ascii_graphic();
        assert!(self.stdout.chars().all(plain), "{self:#?}");
    }

    /// The last column of the row, or of the figure, that begins so.
    #[track_caller]
    pub(crate) fn figure(&self, name: &str) -> &str {
        let rows = self.stdout.lines();
        let row = rows.filter_map(|line| line.strip_prefix(name)).next_back();
        row.unwrap_or_else(|| panic!("there is no {name}: {self:#?}"))
            .trim()
    }
}

/// Of `    62 ms  request-5  answered "request-5"` the 5, and what became of it.
fn outcome(line: &str) -> Option<(usize, &str)> {
    let (_, line) = line.split_once(" ms  request-")?;
    let (number, outcome) = line.split_once("  ")?;
    Some((number.parse().ok()?, outcome))
}

/// Arguments that name a file of this directory each.
pub(crate) fn files(directory: &std::path::Path) -> Vec<OsString> {
    ["svg", "html", "trace"]
        .into_iter()
        .flat_map(|kind| {
            let file = directory.join(format!("timeline.{kind}"));
            [OsString::from(format!("--{kind}")), file.into()]
        })
        .collect()
}
