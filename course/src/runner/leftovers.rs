//! What a test leaves behind outside its process group: daemons.
//!
//! Each test is given a word in its environment, which its children inherit.

/// The variable that holds the word.
pub(super) const MARK: &str = "CARGO_COURSE_TEST";

/// Ends every process with this word.
#[cfg(target_os = "linux")]
pub(super) fn end(word: &str) {
    use rustix::process::{Pid, Signal, kill_process};
    use std::fs;

    let wanted = format!("{MARK}={word}").into_bytes();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
            .and_then(Pid::from_raw)
        else {
            continue;
        };
        // Other users' processes can't be read, and aren't ours.
        let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
        if environment
            .split(|&byte| byte == 0)
            .any(|variable| variable == wanted)
        {
            // One that has just ended is what is wanted.
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn end(_word: &str) {}
