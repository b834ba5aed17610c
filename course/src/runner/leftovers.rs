//! What a test leaves behind outside its process group: daemons.
//!
//! Each test is given a mark in its environment, which its children inherit.

use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

/// The variable that holds the mark.
pub(super) const MARK: &str = "CARGO_COURSE_TEST";

/// A mark that no other test has: this process, and a number.
pub(super) fn new_mark() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{}-{count}", process::id())
}

/// Ends every process with this mark.
pub(super) fn end(mark: &str) {
    sys::end_where(|found| found == mark.as_bytes());
}

/// Ends the tests of the tool with this process id, until there is none.
#[cfg(target_os = "linux")]
pub(super) fn end_all_of(tool: u32) {
    let mark = format!("{tool}-");
    while sys::end_where(|found| found.starts_with(mark.as_bytes())) > 0 {
        // What is killed takes a moment to be gone.
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}

#[cfg(target_os = "linux")]
mod sys {
    use std::fs;

    use rustix::process::{Pid, Signal, kill_process};

    use super::MARK;

    /// Kills every process whose mark is meant; says how many there were.
    pub(super) fn end_where(is_meant: impl Fn(&[u8]) -> bool) -> usize {
        let mut count = 0;
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
            let mut variables = environment.split(|&byte| byte == 0);
            if variables.any(|variable| mark(variable).is_some_and(&is_meant)) {
                // One that has just ended is what is wanted.
                let _ = kill_process(pid, Signal::KILL);
                count += 1;
            }
        }
        count
    }

    fn mark(variable: &[u8]) -> Option<&[u8]> {
        variable.strip_prefix(MARK.as_bytes())?.strip_prefix(b"=")
    }
}

/// Without `/proc`, no one can be asked for its mark.
#[cfg(not(target_os = "linux"))]
mod sys {
    pub(super) fn end_where(_is_meant: impl Fn(&[u8]) -> bool) -> usize {
        0
    }
}
