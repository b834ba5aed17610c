//! One test in one process: started, watched, and ended with all that it has started.

use std::io::Read;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use process_wrap::std::{ChildWrapper, CommandWrap};

use super::guard;
use super::interrupt::Running;
use super::leftovers;
use super::steps::RunOptions;
use crate::evidence::{self, Evidence};

/// More than anyone reads; the rest is dropped.
const MOST_OUTPUT: usize = 256 * 1024;

/// What `todo!()` says, and how long such a test may go on: another thread of it may wait for the
/// one that is not written.
const NOT_WRITTEN: &str = "not yet implemented";
const GRACE: Duration = Duration::from_millis(300);

/// What a panic says, and how long a test may go on that is failing when its deadline comes: its own
/// limit may be over just before ours, and its words are worth more.
const PANICKED: &str = " panicked at ";
const TIME_TO_FAIL: Duration = Duration::from_millis(500);

/// How a test ended.
#[derive(Debug)]
pub(crate) enum End {
    Exited(ExitStatus),
    /// The deadline was over.
    Expired(Evidence),
}

/// A test that has run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) end: End,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

/// Runs a program to its end or to the deadline.
///
/// # Errors
/// If it cannot be started, or all is to stop.
pub(super) fn run(
    program: &Path,
    arguments: &[&str],
    folder: &Path,
    options: &RunOptions,
) -> Result<Run> {
    options.stop.check()?;
    guard::begin();
    let mark = leftovers::new_mark();
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .env("RUST_BACKTRACE", "0")
        .env(leftovers::MARK, &mark)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    end_with_us(&mut command);
    let start = Instant::now();
    let mut child = in_group(command)
        .spawn()
        .with_context(|| format!("{} cannot be started", program.display()))?;
    let running = Running::new(child.id());
    let stdout = Output::of(child.stdout().take());
    let stderr = Output::of(child.stderr().take());

    let end = wait(child.as_mut(), start, options, &stderr);
    let took = start.elapsed();
    // It fails where nobody is left.
    drop(child.start_kill());
    if !matches!(end, Ok(End::Exited(_))) {
        drop(child.wait());
    }
    drop(running);
    leftovers::end(&mark);
    Ok(Run {
        end: end?,
        stdout: stdout.finish(),
        stderr: stderr.finish(),
        took,
    })
}

fn wait(
    child: &mut dyn ChildWrapper,
    start: Instant,
    options: &RunOptions,
    stderr: &Output,
) -> Result<End> {
    let mut pause = Duration::from_micros(500);
    let mut deadline = options.deadline;
    let (mut is_written, mut is_failing) = (true, false);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(End::Exited(status));
        }
        options.stop.check()?;
        if start.elapsed() >= deadline && is_written && !is_failing {
            is_failing = stderr.so_far().contains(PANICKED);
            if is_failing {
                deadline = start.elapsed() + TIME_TO_FAIL;
            }
        }
        if start.elapsed() >= deadline {
            let evidence = evidence::gather(child.id(), start.elapsed());
            // To look takes a moment, in which it may have ended: then it did not hang.
            return Ok(match (evidence, child.try_wait()?) {
                (Some(evidence), None) => End::Expired(evidence),
                (_, Some(status)) => End::Exited(status),
                (None, None) => End::Exited(child.wait()?),
            });
        }
        if is_written && stderr.so_far().contains(NOT_WRITTEN) {
            is_written = false;
            deadline = deadline.min(start.elapsed() + GRACE);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}

/// A test ends when this thread does: a tool that is killed kills it.
#[cfg(target_os = "linux")]
fn end_with_us(command: &mut Command) {
    use std::os::unix::process::CommandExt;

    use rustix::io::Errno;
    use rustix::process::{Signal, getpid, getppid, set_parent_process_death_signal};

    let tool = getpid();
    let in_child = move || {
        set_parent_process_death_signal(Some(Signal::KILL))?;
        // Killed before that, it is no one's parent any more.
        match getppid() == Some(tool) {
            true => Ok(()),
            false => Err(Errno::SRCH.into()),
        }
    };
    // SAFETY: between fork and exec the closure makes two system calls, and takes neither lock nor
    // memory.
    unsafe { command.pre_exec(in_child) };
}

#[cfg(not(target_os = "linux"))]
fn end_with_us(_command: &mut Command) {}

#[cfg(unix)]
pub(super) fn in_group(command: Command) -> CommandWrap {
    let mut command = CommandWrap::from(command);
    command.wrap(process_wrap::std::ProcessGroup::leader());
    command
}

#[cfg(windows)]
pub(super) fn in_group(command: Command) -> CommandWrap {
    let mut command = CommandWrap::from(command);
    command.wrap(process_wrap::std::JobObject);
    command
}

/// What a test says, read while it runs, so that it is never stopped by a full pipe.
struct Output {
    text: Arc<Mutex<Vec<u8>>>,
    ended: Receiver<()>,
}

impl Output {
    fn of(source: Option<impl Read + Send + 'static>) -> Output {
        let text = Arc::new(Mutex::new(Vec::new()));
        let (end, ended) = mpsc::channel();
        let shared = Arc::clone(&text);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            let Some(mut source) = source else { return };
            while let Ok(count @ 1..) = source.read(&mut buffer) {
                let mut text = shared.lock().unwrap_or_else(PoisonError::into_inner);
                let room = MOST_OUTPUT.saturating_sub(text.len()).min(count);
                text.extend_from_slice(&buffer[..room]);
            }
            // Nobody listens any more when the wait was given up.
            let _ = end.send(());
        });
        Output { text, ended }
    }

    fn so_far(&self) -> String {
        let text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&text).into_owned()
    }

    /// All of it; what escapes may hold the pipe open, and is not waited for.
    fn finish(self) -> String {
        let _ = self.ended.recv_timeout(Duration::from_secs(1));
        self.so_far()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;

    use super::*;

    fn sh(script: &str, deadline: Duration) -> Run {
        let options = RunOptions {
            deadline,
            ..RunOptions::default()
        };
        run(
            Path::new("/bin/sh"),
            &["-c", script],
            Path::new("/"),
            &options,
        )
        .expect("sh is there")
    }

    fn is_alive(pid: &str) -> bool {
        // A zombie that nobody has fetched yet is over all the same.
        fs::read_to_string(format!("/proc/{}/stat", pid.trim()))
            .is_ok_and(|stat| !stat.contains(") Z "))
    }

    /// A killed process is gone a moment later.
    fn assert_ends(pid: &str) {
        let start = Instant::now();
        while is_alive(pid) {
            assert!(start.elapsed() < Duration::from_secs(5), "{pid} lives on");
            thread::yield_now();
        }
    }

    #[test]
    fn what_a_test_leaves_behind_ends_with_it() {
        let script =
            "sleep 1000 & echo $!; setsid sleep 1000 & sleep 0.1; pgrep -n -f 'sleep 1000' || true";
        let run = sh(script, Duration::from_secs(20));
        assert!(run.stdout.lines().count() >= 1, "{}", run.stdout);
        for pid in run.stdout.lines() {
            assert_ends(pid);
        }
    }

    #[test]
    fn what_is_just_becoming_another_program_ends_too() {
        let folder = tempfile::tempdir().expect("there is room");
        let again = folder.path().join("again");
        fs::write(&again, "exec sh \"$0\"\n").expect("there is room");
        let again = again.display();
        for _ in 0..20 {
            let run = sh(
                &format!("setsid sh -c 'echo $$; exec sh {again}' & sleep 0.02"),
                Duration::from_secs(20),
            );
            assert_ends(&run.stdout);
        }
    }

    #[test]
    fn a_deadline_ends_a_test_and_says_where_it_stood() {
        let run = sh("exec sleep 1000", Duration::from_millis(100));
        let End::Expired(evidence) = run.end else {
            panic!("{run:?}")
        };
        assert_eq!(
            evidence.class,
            crate::evidence::Class::Blocked,
            "{evidence}"
        );
        assert!(evidence.to_string().contains("nanosleep"), "{evidence}");
    }

    #[test]
    fn a_process_that_ends_while_it_is_looked_at_did_not_hang() {
        // To look takes 200 ms.
        let run = sh("sleep 0.2; exit 3", Duration::from_millis(100));
        assert!(
            matches!(run.end, End::Exited(status) if status.code() == Some(3)),
            "{run:?}"
        );
    }

    #[test]
    fn a_test_that_is_failing_at_its_deadline_may_say_so_to_the_end() {
        let script = "echo \"thread 'main' panicked at a.rs:1:1:\" >&2; sleep 0.4; exit 101";
        let run = sh(script, Duration::from_millis(100));
        assert!(matches!(run.end, End::Exited(_)), "{run:?}");
    }

    #[test]
    fn a_flood_of_output_does_not_stop_a_test() {
        let run = sh("yes | head -c 2000000", Duration::from_secs(20));
        assert!(matches!(run.end, End::Exited(status) if status.success()));
        assert_eq!(run.stdout.len(), MOST_OUTPUT);
    }
}
