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

    /// How long a process without an environment is looked at again. While a process becomes another
    /// program (`execve`), its environment reads as empty; some never have one.
    const PATIENCE: Duration = Duration::from_secs(1);

    /// Kills every process whose mark is meant, until none is left.
    pub(super) fn end_where(is_meant: impl Fn(&[u8]) -> bool) {
        let began = Stat::of(getpid()).map_or(0, |stat| stat.began);
        let mut last = Instant::now();
        loop {
            let (mut killed, mut bare) = (false, false);
            for pid in processes() {
                // Other users' processes can't be read, and aren't ours.
                let environment = environment(pid).unwrap_or_default();
                let mut variables = environment.split(|&byte| byte == 0);
                if variables.any(|variable| mark(variable).is_some_and(&is_meant)) {
                    // One that has just ended is what is wanted.
                    let _ = kill_process(pid, Signal::KILL);
                    killed = true;
                }
                bare |= environment.is_empty() && may_be_a_test(pid, began);
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
    fn environment(pid: Pid) -> io::Result<Vec<u8>> {
        let mut environment = vec![0; 1 << 18];
        let length = File::open(format!("/proc/{pid}/environ"))?.read(&mut environment)?;
        environment.truncate(length);
        Ok(environment)
    }

    fn mark(variable: &[u8]) -> Option<&[u8]> {
        variable.strip_prefix(MARK.as_bytes())?.strip_prefix(b"=")
    }

    /// Whether a process is not over, none of the kernel's threads, and no older than the tool is.
    fn may_be_a_test(pid: Pid, began: u64) -> bool {
        let Some(stat) = Stat::of(pid) else {
            return false;
        };
        stat.began >= began && !stat.is_over && stat.flags & OF_THE_KERNEL == 0
    }

    /// `PF_KTHREAD`.
    const OF_THE_KERNEL: u64 = 0x0020_0000;

    /// Of proc_pid_stat(5).
    struct Stat {
        is_over: bool,
        flags: u64,
        /// In clock ticks since the system's start.
        began: u64,
    }

    impl Stat {
        fn of(pid: Pid) -> Option<Stat> {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            // The name is in brackets and may hold some itself; the first field after it is the third.
            let (_, after_name) = stat.rsplit_once(')')?;
            let fields: Vec<&str> = after_name.split_whitespace().collect();
            let number = |field: usize| fields.get(field - 3)?.parse().ok();
            Some(Stat {
                is_over: matches!(*fields.first()?, "Z" | "X"),
                flags: number(9)?,
                began: number(22)?,
            })
        }
    }
}

/// Without `/proc`, no one can be asked for its mark.
#[cfg(not(target_os = "linux"))]
mod sys {
    pub(super) fn end_where(_is_meant: impl Fn(&[u8]) -> bool) {}
}
