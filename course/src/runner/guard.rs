//! What ends the tests of a tool that is killed.
//!
//! Nothing of the tool runs any more when SIGKILL comes. So a second process of it waits at a pipe,
//! which the kernel closes when the tool is over, however that came, and then ends what is left.

use std::ffi::OsString;
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::process::{self, ChildStdin, Command, Stdio};
use std::sync::OnceLock;

use super::leftovers;

/// The argument that makes a process a guard; the second is whose. No learner is told of it.
const COMMAND: &str = "guard-tests";

/// From now on, the tests of this process end with it, and so does all that they have started.
///
/// Without a guard only that which a test has started lives on after SIGKILL: no reason to stop.
pub(super) fn begin() {
    static PIPE: OnceLock<Option<ChildStdin>> = OnceLock::new();
    PIPE.get_or_init(|| start().ok().flatten());
}

fn start() -> io::Result<Option<ChildStdin>> {
    // The program that runs, even if its file is another by now.
    let mut command = Command::new("/proc/self/exe");
    command
        .arg(COMMAND)
        .arg(process::id().to_string())
        .env_clear()
        // None at all is how a process looks that is just being started.
        .env("CARGO_COURSE_GUARDS", process::id().to_string())
        .current_dir("/")
        // What is meant for the tool does not reach it.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Ok(command.spawn()?.stdin)
}

/// The tool to be guarded, if these are the arguments of a guard.
pub(crate) fn asked_to_guard(arguments: &[OsString]) -> Option<u32> {
    match arguments {
        [_, command, tool] if command == COMMAND => tool.to_str()?.parse().ok(),
        _ => None,
    }
}

/// Waits for the end of the tool with this process id, and ends its tests.
pub(crate) fn guard_tests(tool: u32) {
    // Nothing is ever written there, and an error is an end, too.
    let _ = io::stdin().read(&mut [0]);
    leftovers::end_all_of(tool);
}
