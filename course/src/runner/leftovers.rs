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

/// Ends every process with this mark, until there is none.
pub(super) fn end(mark: &str) {
    sys::end_where(|found| found == mark.as_bytes());
}

/// Ends the tests of the tool with this process id, until there is none.
#[cfg(target_os = "linux")]
pub(super) fn end_all_of(tool: u32) {
    let mark = format!("{tool}-");
    sys::end_where(|found| found.starts_with(mark.as_bytes()));
}

#[cfg(target_os = "linux")]
mod sys {
    use std::fs::{self, File};
    use std::io::{self, Read};
    use std::thread;
    use std::time::{Duration, Instant};

    use rustix::process::{Pid, Signal, getpid, kill_process};

    use super::MARK;
    use crate::stat::Stat;

    /// How long a process without an environment is looked at again. While a process becomes another
    /// program (`execve`), its environment reads as empty; some never have one.
    const PATIENCE: Duration = Duration::from_secs(1);

    /// The mark is looked for in so many bytes.
    const LONGEST_ENVIRONMENT: usize = 256 * 1024;

    /// Kills every process whose mark is meant, until none is left.
    pub(super) fn end_where(is_meant: impl Fn(&[u8]) -> bool) {
        let tool_began = stat(getpid()).map_or(0, |stat| began(&stat));
        let mut buffer = vec![0; LONGEST_ENVIRONMENT];
        let mut last = Instant::now();
        loop {
            let (mut killed, mut bare) = (false, false);
            for pid in processes() {
                // Other users' processes can't be read, and aren't ours.
                let environment = environment(pid, &mut buffer).unwrap_or_default();
                let mut variables = environment.split(|&byte| byte == 0);
                if variables.any(|variable| mark(variable).is_some_and(&is_meant)) {
                    // One that has just ended is what is wanted.
                    let _ = kill_process(pid, Signal::KILL);
                    killed = true;
                }
                bare |= environment.is_empty() && may_be_a_test(pid, tool_began);
            }
            if killed {
                last = Instant::now();
            } else if !bare || last.elapsed() >= PATIENCE {
                return;
            }
            // What is killed takes a moment to be gone.
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn processes() -> impl Iterator<Item = Pid> {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let number = |entry: fs::DirEntry| entry.file_name().to_str()?.parse().ok();
        entries.filter_map(number).filter_map(Pid::from_raw)
    }

    /// By one system call: a second one ends early if the process has become another program in between.
    fn environment(pid: Pid, buffer: &mut [u8]) -> io::Result<&[u8]> {
        let length = File::open(format!("/proc/{pid}/environ"))?.read(buffer)?;
        Ok(&buffer[..length])
    }

    fn mark(variable: &[u8]) -> Option<&[u8]> {
        variable.strip_prefix(MARK.as_bytes())?.strip_prefix(b"=")
    }

    /// `PF_KTHREAD`.
    const OF_THE_KERNEL: u64 = 0x0020_0000;

    /// Whether a process is not over, none of the kernel's threads, and no older than the tool is.
    fn may_be_a_test(pid: Pid, tool_began: u64) -> bool {
        let is_one = |stat: Stat| {
            began(&stat) >= tool_began && !stat.is_over() && stat.number(9) & OF_THE_KERNEL == 0
        };
        stat(pid).is_some_and(is_one)
    }

    fn stat(pid: Pid) -> Option<Stat> {
        Stat::of(&format!("/proc/{pid}"))
    }

    /// In clock ticks since the system's start.
    fn began(stat: &Stat) -> u64 {
        stat.number(22)
    }
}

/// Without `/proc`, no one can be asked for its mark.
#[cfg(not(target_os = "linux"))]
mod sys {
    pub(super) fn end_where(_is_meant: impl Fn(&[u8]) -> bool) {}
}
