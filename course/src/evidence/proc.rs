//! What `/proc` says of a process: proc_pid_task(5), proc_pid_syscall(5), proc_pid_fdinfo(5).
//!
//! A file that can't be read is one fact less, never an error: the process may be gone.

use std::fs;
use std::path::Path;

use crate::stat::Stat;

/// A thread, and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Thread {
    pub(super) id: u32,
    pub(super) name: String,
    /// `R`, `S`, `D`…
    pub(super) state: char,
    /// Processor time so far, in ticks.
    pub(super) ticks: u64,
    /// The system call that it is in.
    pub(super) call: Option<Call>,
    /// Where in the kernel it sleeps, if the system tells.
    pub(super) sleeps_in: String,
}

/// A system call, and two of its arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) first: u64,
    pub(super) fourth: u64,
}

impl Call {
    /// How long a wait for the queue may last: the fourth argument, an `int`, but for
    /// `epoll_pwait2`, which has a pointer there.
    pub(super) fn timeout_ms(&self) -> Option<u32> {
        match self.name.as_str() {
            "epoll_wait" | "epoll_pwait" => u32::try_from(self.fourth as u32 as i32).ok(),
            _ => None,
        }
    }
}

/// An open descriptor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Descriptor {
    pub(super) number: u32,
    /// `socket:[123]`, `anon_inode:[eventfd]`.
    pub(super) what: String,
    /// For a queue: what it watches.
    pub(super) watches: Vec<Watch>,
    /// What poll(2) says of it, if it could be asked.
    pub(super) ready: Option<Ready>,
}

/// One registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Watch {
    pub(super) descriptor: u32,
    pub(super) events: u32,
}

/// What could be done with a descriptor at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ready {
    pub(super) read: bool,
    pub(super) write: bool,
    /// Bytes that wait to be read.
    pub(super) bytes: Option<u64>,
}

impl Descriptor {
    pub(super) fn is_queue(&self) -> bool {
        self.what.contains("[eventpoll]")
    }

    /// `fd 5 (socket)`.
    pub(super) fn shown(&self) -> String {
        let kind = self.what.strip_prefix("anon_inode:").unwrap_or(&self.what);
        let kind = match kind.split_once(":[") {
            Some((kind, _)) => kind,
            None => kind.trim_matches(['[', ']']),
        };
        format!("fd {} ({kind})", self.number)
    }
}

/// The threads of a process that have not ended, the first one first.
pub(super) fn threads(pid: u32) -> Vec<Thread> {
    let tasks = format!("/proc/{pid}/task");
    let mut threads: Vec<Thread> = numbers(&tasks)
        .filter_map(|id| thread(&format!("{tasks}/{id}"), id))
        .filter(|thread| !matches!(thread.state, 'Z' | 'X'))
        .collect();
    threads.sort_by_key(|thread| thread.id);
    threads
}

fn thread(folder: &str, id: u32) -> Option<Thread> {
    let read = |name: &str| fs::read_to_string(format!("{folder}/{name}"));
    let stat = Stat::of(folder)?;
    Some(Thread {
        id,
        state: stat.state(),
        // In the kernel's mode, and in the user's.
        ticks: stat.number(14) + stat.number(15),
        name: stat.name,
        call: read("syscall").ok().and_then(|text| call(&text)),
        sleeps_in: read("wchan")
            .unwrap_or_default()
            .trim_matches('0')
            .to_owned(),
    })
}

/// `232 0x4 0x7f… …`; `running` or `-1 …` are no call.
fn call(text: &str) -> Option<Call> {
    let mut words = text.split_whitespace();
    let number: usize = words.next()?.parse().ok()?;
    let mut argument = |skipped: usize| {
        let word = words.nth(skipped)?.trim_start_matches("0x");
        u64::from_str_radix(word, 16).ok()
    };
    let (first, fourth) = (argument(0)?, argument(2).unwrap_or(0));
    let name = syscalls::Sysno::new(number)
        .map_or_else(|| format!("call {number}"), |call| call.name().to_owned());
    Some(Call {
        name,
        first,
        fourth,
    })
}

/// The descriptors of a process, by number.
pub(super) fn descriptors(pid: u32) -> Vec<Descriptor> {
    let folder = format!("/proc/{pid}/fd");
    let mut descriptors: Vec<Descriptor> = numbers(&folder)
        .filter_map(|number| {
            let what = fs::read_link(format!("{folder}/{number}")).ok()?;
            let info =
                fs::read_to_string(format!("/proc/{pid}/fdinfo/{number}")).unwrap_or_default();
            Some(Descriptor {
                number,
                what: what.to_string_lossy().into_owned(),
                watches: info.lines().filter_map(watch).collect(),
                ready: None,
            })
        })
        .collect();
    descriptors.sort_by_key(|descriptor| descriptor.number);
    descriptors
}

/// `tfd:        5 events: 80002001 data: …`.
fn watch(line: &str) -> Option<Watch> {
    let mut words = line.strip_prefix("tfd:")?.split_whitespace();
    let descriptor = words.next()?.parse().ok()?;
    let events = words.skip_while(|word| *word != "events:").nth(1)?;
    Some(Watch {
        descriptor,
        events: u32::from_str_radix(events, 16).ok()?,
    })
}

fn numbers(folder: impl AsRef<Path>) -> impl Iterator<Item = u32> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registration_is_read_as_the_kernel_writes_it() {
        let line = "tfd:        5 events: 80002001 data:                7  pos:0 ino:3c4 sdev:8";
        assert_eq!(
            watch(line),
            Some(Watch {
                descriptor: 5,
                events: 0x8000_2001
            })
        );
    }

    #[test]
    fn a_wait_knows_its_time_out_and_minus_one_is_none() {
        let wait = |timeout: &str| {
            let text = format!("281 0x3 0x7f01 0x10 {timeout} 0x0 0x8 0x7ffd 0x7f02");
            let mut call = call(&text).unwrap();
            // The number is x86_64's.
            call.name = "epoll_pwait".to_owned();
            call.timeout_ms()
        };
        assert_eq!(wait("0x124f80"), Some(1_200_000));
        assert_eq!(wait("0xffffffff"), None);
        assert_eq!(wait("0xffffffffffffffff"), None);
    }

    #[test]
    fn a_thread_that_runs_is_in_no_call() {
        assert_eq!(call("running\n"), None);
        assert_eq!(call("-1 0x7ffd 0x401"), None);
    }
}
